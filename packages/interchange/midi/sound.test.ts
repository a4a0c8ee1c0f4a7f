// Other people's MIDI files, imported, compiled and rendered: every note is heard on its frame.
// Instruments give one sample of their velocity at a note's first frame; the times that are expected come from the file's own bytes.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { clips } from '@tonmeister/clips'
import type { Rec } from '@tonmeister/project'
import { describe, expect, test } from 'vitest'
import { devices, RATE, render, TestKernels } from '../../engine/testing.node.ts'
import { delta, meta, midi, noteOff, noteOn, track } from './bytes.ts'
import format from './format.ts'
import { type MidiFile, readMidi } from './read.ts'

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus/midi')
const there = existsSync(CORPUS)
const kernels = new TestKernels()

/** Seconds of a tick, straight from the tempo events: the reference, in its own arithmetic. */
function clock(file: MidiFile): (tick: number) => number {
  if (!file.ppq) return (tick) => tick / (file.fps * file.ticksPerFrame)
  const changes = file.tracks
    .flatMap((t) => t.events.filter((e) => e.meta === 0x51))
    .sort((a, b) => a.tick - b.tick)
    .map((e) => [e.tick, (e.data[0]! << 16) | (e.data[1]! << 8) | e.data[2]!] as const)
  return (tick) => {
    let microseconds = 0
    let from = 0
    let tempo = 500_000
    for (const [at, next] of changes) {
      if (at >= tick) break
      microseconds += (at - from) * tempo
      from = at
      tempo = next
    }
    return (microseconds + (tick - from) * tempo) / (file.ppq * 1e6)
  }
}
/** Renders each part on its own; the sample at every frame on which something begins. */
function heard(bytes: Uint8Array): Map<string, Map<number, number>> {
  const { records } = format.read(bytes, { name: 'x.mid', instrumentFor: () => ({ device: 'impulse', version: 1 }) })
  const list = new Map<string, Rec>(records.map((r) => [r.id, r.type === 'strip' ? { ...r, gain: 0, pan: 0 } : r]))
  kernels.release()
  const { audio, renderer } = render(list, {}, { catalog: { devices, clips }, kernels, stems: true, block: 1024 })
  expect(renderer.faults).toEqual([])
  return new Map(
    renderer.stems.map((id, s) => {
      const onsets = new Map<number, number>()
      audio[2 + s * 2]!.forEach((x, i) => {
        if (x !== 0) onsets.set(i, x)
      })
      return [id, onsets]
    }),
  )
}
/** The farthest that a note lies from its time, in frames; every note and nothing else is heard. */
function farthest(bytes: Uint8Array): number {
  const file = readMidi(bytes, 'x')
  const seconds = clock(file)
  const parts = heard(bytes)
  let worst = 0
  let notes = 0
  file.tracks.forEach((t, i) => {
    const byChannel = new Map<number, { exact: number; velocity: number }[]>()
    for (const e of t.events) {
      if (e.status >> 4 !== 9 || !e.b) continue
      notes++
      const list = byChannel.get(e.status & 15) ?? []
      list.push({ exact: seconds(e.tick) * RATE, velocity: e.b / 127 })
      byChannel.set(e.status & 15, list)
    }
    for (const [channel, list] of byChannel) {
      const onsets = parts.get(`strip-${i + 1}-${channel + 1}`)!
      const expected = new Map<number, number>()
      for (const { exact, velocity } of list) {
        const near = [Math.floor(exact), Math.ceil(exact), Math.round(exact) - 1, Math.round(exact) + 1].filter((f) => onsets.has(f))
        expect(near.length, `track ${i + 1}, channel ${channel + 1}, frame ${exact}`).toBeGreaterThan(0)
        const frame = near.sort((a, b) => Math.abs(a - exact) - Math.abs(b - exact))[0]!
        worst = Math.max(worst, Math.abs(frame - exact))
        expected.set(frame, (expected.get(frame) ?? 0) + velocity)
      }
      // Nothing else sounds, and notes that begin together are all there.
      expect(onsets.size).toBe(expected.size)
      for (const [frame, level] of expected) expect(onsets.get(frame)! / level).toBeCloseTo(1, 5)
    }
  })
  expect(notes).toBeGreaterThan(0)
  return worst
}

describe.skipIf(!there)("other people's files", () => {
  test.each([
    'jazz-soft/test-vlq-4-byte.mid',
    'jazz-soft/test-multichannel-chords-2.mid',
    'music/bach_format0.mid',
    'music/beat.mid',
    'music21/test01.mid',
    'music21/test03.mid',
    'music21/test05.mid',
    'music21/test07.mid',
    'music21/test11.mid',
    'music21/test17.mid',
  ])('%s: every note begins within one sample of its time', (path) => {
    expect(farthest(new Uint8Array(readFileSync(join(CORPUS, path))))).toBeLessThan(1)
  })
})
test.each([
  ['slow', 1_500_000],
  ['usual', 500_000],
  ['fast', 70_001],
])('a %s file of 480 ticks a quarter note: within half a sample', (_, tempo) => {
  const notes = Array.from({ length: 300 }, (_, i) => [...noteOn(1 + (i % 37), 40 + (i % 40)), ...noteOff(1, 40 + (i % 40))])
  const tempos = track(
    meta(0, 0x51, [tempo >> 16, (tempo >> 8) & 255, tempo & 255]),
    meta(1777, 0x51, [5, 0, 3]),
    meta(1001, 0x51, [12, 77, 1]),
  )
  expect(farthest(midi(1, 480, tempos, track(...notes)))).toBeLessThanOrEqual(0.5 + 1e-6)
})
test.each([
  [1024, 1_500_000],
  [1000, 1_000_000],
  [100, 2_000_000],
  [7, 3_000_000],
  [32_767, 900_000],
])('a slow file of %i ticks a quarter note, which do not divide ours: within 0.51 samples at %i µs per quarter', (ppq, tempo) => {
  // Seven ticks a quarter note last long: forty notes are five minutes.
  const notes = Array.from({ length: ppq < 50 ? 40 : 300 }, (_, i) => [
    ...noteOn(1 + (i % 37), 40 + (i % 40)),
    ...noteOff(1, 40 + (i % 40)),
  ])
  const tempos = track(meta(0, 0x51, [tempo >> 16, (tempo >> 8) & 255, tempo & 255]))
  expect(farthest(midi(1, ppq, tempos, track(...notes)))).toBeLessThanOrEqual(0.51)
})
test('an SMPTE file of 29.97 frames a second and 80 ticks a frame: within one sample', () => {
  const notes = Array.from({ length: 200 }, (_, i) => [...delta(1 + (i % 97)), 0x90, 40 + (i % 40), 90, ...noteOff(1, 40 + (i % 40))])
  expect(farthest(midi(0, (0xe3 << 8) | 80, track(...notes)))).toBeLessThan(1)
})
