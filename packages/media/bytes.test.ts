// Sources and sinks against a plain array.
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { type ByteSource, bytesSource, memorySink } from './bytes.ts'

test('a sink in memory holds what was appended and written over, whatever the pieces', () => {
  const piece = fc.uint8Array({ maxLength: 20 })
  fc.assert(
    fc.property(fc.array(fc.record({ bytes: piece, at: fc.option(fc.nat(60)) })), (steps) => {
      const sink = memorySink()
      let truth: number[] = []
      for (const { bytes, at } of steps) {
        if (at !== null && at + bytes.length <= truth.length) {
          sink.writeAt(at, bytes)
          truth.splice(at, bytes.length, ...bytes)
        } else {
          sink.write(bytes)
          truth = [...truth, ...bytes]
        }
        // What was given may be used again by whoever gave it.
        bytes.fill(0xee)
      }
      sink.close()
      expect([...sink.bytes()]).toEqual(truth)
    }),
  )
})
test('a source in memory gives what is there and says how much', () => {
  const source = bytesSource(new Uint8Array([1, 2, 3, 4, 5]))
  const into = new Uint8Array(3)
  expect([source.size, source.read(1, into), [...into]]).toEqual([5, 3, [2, 3, 4]])
  expect([source.read(4, into), source.read(5, into), source.read(99, into)]).toEqual([1, 0, 0])
})
test('a Blob in pieces of a mebibyte is read like an array, wherever reading jumps', async () => {
  // By a name that is only known here: its types are those of a Worker, which a test is not.
  const file = './blob.worker.ts'
  const { blobSource } = (await import(file)) as { blobSource: (blob: Blob) => ByteSource }
  // In place of the browser's: the same two calls.
  class Reader {
    readAsArrayBuffer(part: { bytes: Uint8Array<ArrayBuffer> }): ArrayBuffer {
      fetched += part.bytes.length
      return part.bytes.slice().buffer
    }
  }
  let fetched = 0
  vi.stubGlobal('FileReaderSync', Reader)
  try {
    const bytes = new Uint8Array(3_000_000).map((_, i) => (i * 2_654_435_761) >>> 24)
    const blob = { size: bytes.length, slice: (from: number, to: number) => ({ bytes: bytes.slice(from, to) }) }
    const source = blobSource(blob as unknown as Blob)
    fc.assert(
      fc.property(fc.nat(3_000_010), fc.nat(1_500_000), (at, n) => {
        const into = new Uint8Array(n)
        const got = source.read(at, into)
        expect(got).toBe(Math.max(0, Math.min(n, bytes.length - at)))
        expect(Buffer.from(into.subarray(0, got)).equals(Buffer.from(bytes.subarray(at, at + got)))).toBe(true)
      }),
      { numRuns: 60 },
    )
    fetched = 0
    for (let at = 0; at < 3_000_000; at += 1000) source.read(at, new Uint8Array(1000))
    // In a row, every byte is fetched once; the first window may be there already.
    expect(fetched).toBeLessThanOrEqual(3_000_000 + (1 << 20))
    source.close()
  } finally {
    vi.unstubAllGlobals()
  }
})
