// Beyond 4 GiB for real: the bytes go nowhere, the headers are kept and read back with sound of the right length behind them.
import { expect, test } from 'vitest'
import type { ByteSink, ByteSource } from '../../bytes.ts'
import { openAudio } from '../../open.ts'
import { createWav } from './write.ts'

test('a recording of 4 GiB and a little is an RF64 of all its frames, one a little shorter is a RIFF', () => {
  const channels = 32
  const block = Array.from({ length: channels }, () => new Float32Array(4096))
  const blockBytes = channels * 4 * 4096
  for (const [blocks, container] of [
    [8191, 'RIFF'],
    [8193, 'RF64'],
  ] as const) {
    let head: Uint8Array | undefined
    let size = 0
    const sink: ByteSink = {
      write(bytes) {
        head ??= bytes.slice()
        size += bytes.length
      },
      writeAt(at, bytes) {
        expect(at + bytes.length).toBe(head!.length)
        head!.set(bytes, at)
      },
      close() {},
      abort() {},
    }
    const writer = createWav(sink, { sampleRate: 48_000, channels, bits: 32 })
    for (let i = 0; i < blocks; i++) writer.write(block)
    writer.close()
    expect(size).toBe(head!.length + blocks * blockBytes)
    const source: ByteSource = {
      size,
      read(at, into) {
        const n = Math.min(into.length, size - at)
        into.fill(0)
        into.set(head!.subarray(at, at + n).subarray(0, into.length))
        return n
      },
      close() {},
    }
    const reader = openAudio(source, 'long.wav')
    expect([reader.info.container, reader.frames, reader.info.warnings, reader.info.missingBytes]).toEqual([
      container,
      blocks * 4096,
      [],
      0,
    ])
  }
})
