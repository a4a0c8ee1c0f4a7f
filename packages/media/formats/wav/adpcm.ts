// ADPCM in WAV, Microsoft's (format tag 2) and IMA's (17): 4 bits a sample in blocks that stand alone, so that reading may begin at any of them.
// Source: Microsoft, "Multimedia Data Standards Update", 15 April 1994; IMA Digital Audio Focus and Technical Working Groups, "Recommended Practices", rev. 3.00, 1992.
// MS block: per channel u8 predictor | per channel i16 delta | per channel i16 sample 1 | per channel i16 sample 0 | nibbles, high first, channels in turn
// IMA block: per channel i16 sample 0, u8 step index, u8 0 | per channel in turn 4 bytes = 8 nibbles, low first

/** How the blocks of a file are laid out and decoded. */
export interface Blocks {
  /** Of a whole block. */
  readonly bytes: number
  readonly frames: number
  /** How many frames a block holds that is cut off after so many bytes. */
  framesIn(bytes: number): number
  /** Fills `out[channel]` from `block` and returns the number of frames. */
  decode(block: Uint8Array, out: readonly Float32Array[]): number
}
const SCALE = 1 / 32_768
const clip = (x: number) => Math.max(-32_768, Math.min(32_767, x))
const i16 = (bytes: Uint8Array, at: number) => ((bytes[at]! | (bytes[at + 1]! << 8)) << 16) >> 16

// ── Microsoft ──────────────────────────────────────────────────────────────

/** What the step is multiplied with after each code, in 256ths. */
const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230]
/** The seven predictors every file has; it may add its own. In 256ths. */
const PREDICTORS = [256, 0, 512, -256, 0, 0, 192, 64, 240, 0, 460, -208, 392, -232]
const DELTA_MIN = 16
/** What 768 times it still fits 31 bits: only damaged files get there. */
const DELTA_MAX = Math.floor(0x7fffffff / 768)

/** @param own  predictors as the format chunk lists them, first and second weight in turn */
function microsoft(channels: number, bytes: number, own: readonly number[]): Blocks {
  const head = 7 * channels
  const predictors = own.length >= 2 ? own : PREDICTORS
  const framesIn = (n: number) => (n < head ? 0 : 2 + Math.floor(((n - head) * 2) / channels))
  const first = new Int32Array(channels)
  const second = new Int32Array(channels)
  const delta = new Int32Array(channels)
  const near = new Int32Array(channels)
  const far = new Int32Array(channels)
  return {
    bytes,
    frames: framesIn(bytes),
    framesIn,
    decode(block, out) {
      const frames = framesIn(block.length)
      if (!frames) return 0
      for (let c = 0; c < channels; c++) {
        const p = Math.min(block[c]!, predictors.length / 2 - 1)
        first[c] = predictors[p * 2]!
        second[c] = predictors[p * 2 + 1]!
        delta[c] = i16(block, channels + c * 2)
        near[c] = i16(block, channels * 3 + c * 2)
        far[c] = i16(block, channels * 5 + c * 2)
        out[c]![0] = far[c]! * SCALE
        out[c]![1] = near[c]! * SCALE
      }
      let nibble = head * 2
      for (let i = 2; i < frames; i++)
        for (let c = 0; c < channels; c++, nibble++) {
          const code = nibble & 1 ? block[nibble >> 1]! & 15 : block[nibble >> 1]! >> 4
          const predicted = Math.floor((near[c]! * first[c]! + far[c]! * second[c]!) / 256)
          const x = clip(predicted + (code & 8 ? code - 16 : code) * delta[c]!)
          delta[c] = Math.min(DELTA_MAX, Math.max(DELTA_MIN, (ADAPTATION[code]! * delta[c]!) >> 8))
          far[c] = near[c]!
          near[c] = x
          out[c]![i] = x * SCALE
        }
      return frames
    },
  }
}

// ── IMA ────────────────────────────────────────────────────────────────────

const INDEX_STEPS = [-1, -1, -1, -1, 2, 4, 6, 8]
const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73, 80, 88, 97, 107, 118, 130, 143, 157, 173,
  190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494, 544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066,
  2272, 2499, 2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487, 12635, 13899, 15289, 16818,
  18500, 20350, 22385, 24623, 27086, 29794, 32767,
]

function ima(channels: number, bytes: number): Blocks {
  const head = 4 * channels
  const framesIn = (n: number) => (n < head ? 0 : 1 + Math.floor((n - head) / head) * 8)
  return {
    bytes,
    frames: framesIn(bytes),
    framesIn,
    decode(block, out) {
      const frames = framesIn(block.length)
      if (!frames) return 0
      for (let c = 0; c < channels; c++) {
        const target = out[c]!
        let x = i16(block, c * 4)
        let index = Math.min(88, block[c * 4 + 2]!)
        target[0] = x * SCALE
        for (let i = 1; i < frames; i++) {
          const k = i - 1
          const byte = block[head + (k >> 3) * head + c * 4 + ((k & 7) >> 1)]!
          const code = k & 1 ? byte >> 4 : byte & 15
          const step = STEPS[index]!
          const change = (step >> 3) + (code & 1 ? step >> 2 : 0) + (code & 2 ? step >> 1 : 0) + (code & 4 ? step : 0)
          x = clip(code & 8 ? x - change : x + change)
          index = Math.max(0, Math.min(88, index + INDEX_STEPS[code & 7]!))
          target[i] = x * SCALE
        }
      }
      return frames
    },
  }
}

/**
 * @param tag  2 Microsoft, 17 IMA
 * @param extra  what follows the first 16 bytes of the format chunk: u16 size, u16 frames per block, then for Microsoft u16 count and its pairs of i16
 * @returns undefined when a block of so many bytes holds nothing
 */
export function adpcmBlocks(tag: number, channels: number, bytes: number, extra: Uint8Array): Blocks | undefined {
  const own: number[] = []
  if (tag === 2 && extra.length >= 6) {
    const pairs = Math.min(i16(extra, 4), Math.floor((extra.length - 6) / 4))
    for (let i = 0; i < pairs * 2; i++) own.push(i16(extra, 6 + i * 2))
  }
  const blocks = tag === 2 ? microsoft(channels, bytes, own) : ima(channels, bytes)
  return blocks.frames ? blocks : undefined
}
