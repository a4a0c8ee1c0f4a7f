// Bytes of Standard MIDI Files, for tests: whatever a file may say, right or wrong.

/** Four bytes, most significant first. */
export const u32 = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255]

/** Parts one behind the other; strings are ASCII. */
export const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((p) => (typeof p === 'string' ? [...p].map((c) => c.charCodeAt(0)) : p)))

/** A variable-length number, 0 to 2^28 − 1. */
export function delta(ticks: number): number[] {
  const out = [ticks & 127]
  for (let rest = Math.floor(ticks / 128); rest > 0; rest = Math.floor(rest / 128)) out.unshift((rest & 127) | 128)
  return out
}
/** An event `after` ticks behind the one before. */
export const noteOn = (after: number, key: number, channel = 0): number[] => [...delta(after), 0x90 | channel, key, 100]
export const noteOff = (after: number, key: number, channel = 0): number[] => [...delta(after), 0x80 | channel, key, 0]
export const meta = (after: number, type: number, data: readonly number[]): number[] => [
  ...delta(after),
  0xff,
  type,
  ...delta(data.length),
  ...data,
]

/** A track chunk with these events and an end mark. */
export function track(...events: readonly (readonly number[])[]): number[] {
  const body = [...events.flat(), ...meta(0, 0x2f, [])]
  return [...bytes('MTrk', u32(body.length)), ...body]
}
/** A file. */
export const midi = (format: number, division: number, ...tracks: readonly (readonly number[])[]): Uint8Array =>
  bytes('MThd', u32(6), [0, format, tracks.length >> 8, tracks.length & 255, division >> 8, division & 255], ...tracks)
