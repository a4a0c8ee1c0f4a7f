// Crafts WAV files chunk by chunk, wrong ones as well: for tests, whose files then say in a line what is special about them.

export interface Chunk {
  readonly id: string
  readonly bytes: Uint8Array
  /** What the header claims; the truth when missing. */
  readonly size?: number
  /** Whether an odd chunk gets its pad byte; it does when missing. */
  readonly pad?: boolean
}
export interface CraftedWav {
  readonly container?: 'RIFF' | 'RIFX' | 'RF64' | 'BW64'
  /** Format tag: 1 PCM, 3 float, 6 A-law, 7 µ-law. */
  readonly tag?: number
  readonly channels?: number
  readonly rate?: number
  readonly bits?: number
  /** Bytes per frame; what follows from channels and bits when missing. */
  readonly block?: number
  /** Bytes of the format chunk that are written, of at most 40. */
  readonly formatBytes?: number
  /** WAVE_FORMAT_EXTENSIBLE around the tag. */
  readonly extensible?: { readonly valid: number; readonly mask: number }
  readonly data?: Uint8Array
  /** What the data chunk claims. */
  readonly dataSize?: number
  readonly riffSize?: number
  readonly ds64?: { readonly riff?: number; readonly data?: number; readonly frames?: number }
  /** false: without that chunk. */
  readonly hasFormat?: boolean
  readonly hasData?: boolean
  readonly first?: readonly Chunk[]
  readonly beforeData?: readonly Chunk[]
  readonly afterData?: readonly Chunk[]
  readonly padData?: boolean
}

/** The bytes of the file that is described; without a description 48 kHz, mono, 16 bits, no sound. */
export function craftWav(wav: CraftedWav): Uint8Array<ArrayBuffer> {
  const { container = 'RIFF', tag = 1, channels = 1, rate = 48_000, bits = 16, extensible } = wav
  const little = container !== 'RIFX'
  const block = wav.block ?? Math.ceil(bits / 8) * channels
  const format = new Uint8Array(40)
  const v = new DataView(format.buffer)
  v.setUint16(0, extensible ? 0xfffe : tag, little)
  v.setUint16(2, channels, little)
  v.setUint32(4, rate, little)
  v.setUint32(8, rate * block, little)
  v.setUint16(12, block, little)
  v.setUint16(14, bits, little)
  if (extensible) {
    v.setUint16(16, 22, little)
    v.setUint16(18, extensible.valid, little)
    v.setUint32(20, extensible.mask, little)
    v.setUint16(24, tag, little)
    format.set([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71], 26)
  }
  const data = wav.data ?? new Uint8Array()
  const size64 = new Uint8Array(28)
  const d = new DataView(size64.buffer)
  if (wav.ds64) {
    d.setBigUint64(0, BigInt(wav.ds64.riff ?? 0), true)
    d.setBigUint64(8, BigInt(wav.ds64.data ?? data.length), true)
    d.setBigUint64(16, BigInt(wav.ds64.frames ?? 0), true)
  }
  const chunks: Chunk[] = [
    ...(wav.ds64 ? [{ id: 'ds64', bytes: size64 }] : []),
    ...(wav.first ?? []),
    ...(wav.hasFormat === false ? [] : [{ id: 'fmt ', bytes: format.subarray(0, wav.formatBytes ?? (extensible ? 40 : 16)) }]),
    ...(wav.beforeData ?? []),
    ...(wav.hasData === false
      ? []
      : [
          {
            id: 'data',
            bytes: data,
            ...(wav.dataSize === undefined ? {} : { size: wav.dataSize }),
            ...(wav.padData === undefined ? {} : { pad: wav.padData }),
          },
        ]),
    ...(wav.afterData ?? []),
  ]
  const length = chunks.reduce((n, c) => n + 8 + c.bytes.length + (c.pad !== false ? c.bytes.length % 2 : 0), 12)
  const out = new Uint8Array(length)
  const view = new DataView(out.buffer)
  const put = (at: number, id: string, size: number) => {
    for (let i = 0; i < 4; i++) out[at + i] = id.charCodeAt(i)
    view.setUint32(at + 4, size, little)
  }
  put(0, container, wav.riffSize ?? (wav.ds64 ? 0xffffffff : length - 8))
  for (let i = 0; i < 4; i++) out[8 + i] = 'WAVE'.charCodeAt(i)
  let at = 12
  for (const c of chunks) {
    put(at, c.id, c.size ?? c.bytes.length)
    out.set(c.bytes, at + 8)
    at += 8 + c.bytes.length + (c.pad !== false ? c.bytes.length % 2 : 0)
  }
  return out
}
/** Whole numbers as PCM samples of `width` bytes; 8 bits unsigned, as the format has it. */
export function pcmBytes(values: readonly number[], width: number, little = true): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.length * width)
  values.forEach((value, n) => {
    let rest = width === 1 ? value + 128 : value
    for (let b = 0; b < width; b++) {
      const byte = ((rest % 256) + 256) % 256
      out[n * width + (little ? b : width - 1 - b)] = byte
      rest = (rest - byte) / 256
    }
  })
  return out
}
/** Float samples of 32 or 64 bits. */
export function floatBytes(values: readonly number[], bits: 32 | 64, little = true): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array((values.length * bits) / 8)
  const view = new DataView(out.buffer)
  values.forEach((value, n) => {
    if (bits === 32) view.setFloat32(n * 4, value, little)
    else view.setFloat64(n * 8, value, little)
  })
  return out
}
