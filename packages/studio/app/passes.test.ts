// Passes: what hands do while it plays, by the modes of strips, against a play head and a clock that the test moves.
import {
  type AutomationMode,
  Document,
  History,
  lanePoints,
  laneValue,
  renameTrack,
  setAutomation,
  setGain,
  setParam,
  setPoint,
  TICKS_PER_QUARTER,
  tempoMap,
  toggleMute,
} from '@tonmeister/project'
import beat from '@tonmeister/project/templates/beat.ts'
import { describe, expect, test } from 'vitest'
import { Passes } from './passes.ts'

/** Ticks of a second at the template's tempo; here they count milliseconds of 120 beats per minute. */
const second = 2 * TICKS_PER_QUARTER

function studio(mode: AutomationMode) {
  const document = new Document(beat.records().map((r) => (r.type === 'tempo' ? { ...r, bpm: 120 } : r)))
  const history = new History(document)
  const strip = document.byType('strip').find((x) => x.kind === 'track')!.id
  const device = document.byType('device').find((x) => x.device === 'limiter')!
  let clock = 0
  let serial = 0
  let place = 0
  const told: string[] = []
  const world = {
    document,
    history,
    newId: (prefix: string) => `${prefix}-${serial++}`,
    tempo: tempoMap(document.byType('tempo') as never),
    looping: false,
    loopEnd: 0,
    host: {
      playing: false,
      positionTicks: () => place,
      touch: (id: string, name: string, held: { readonly value: number }) => void told.push(`${id} ${name} ${held.value}`),
      release: (id: string, name: string) => void told.push(`${id} ${name} released`),
    },
  }
  const passes = new Passes(world as never, () => clock)
  passes.attach()
  setAutomation(document, [strip], mode)
  const wait = (seconds: number) => {
    for (let ms = 0; ms < seconds * 1000; ms += 20) {
      clock += 20
      if (world.host.playing) place += second / 50
      passes.look()
    }
  }
  return {
    document,
    history,
    strip,
    device: device.id,
    told,
    wait,
    world,
    passes,
    lane: (param = 'gain', target = strip) => lanePoints(document, target, param),
    at: (seconds: number, param = 'gain', target = strip) => laneValue(lanePoints(document, target, param), seconds * second),
    locate(seconds: number) {
      place = seconds * second
      passes.look()
    },
    play() {
      world.host.playing = true
      passes.look()
    },
    stop() {
      world.host.playing = false
      passes.look()
    },
    /** A drag: values, 20 ms apart; held until the function returned is called. */
    drag(...values: number[]) {
      const end = history.mark('Level')
      const letGo = passes.hold()
      for (const db of values) {
        wait(0.02)
        setGain(document, strip, db)
      }
      return () => {
        end()
        letGo()
      }
    },
  }
}

describe('latch', () => {
  test('writes from the first touch to the stop; the last value stays, one undo takes the pass back', () => {
    const x = studio('latch')
    const before = x.history.steps.length
    const gain = x.document.get(x.strip)!.gain as number
    x.play()
    x.wait(1)
    x.drag(-10, -20, -30)()
    x.wait(1)
    x.drag(-24, -18)()
    x.wait(0.5)
    x.stop()
    expect(x.at(0.5)).toBeCloseTo(gain, 6)
    expect(x.at(1.06)).toBeCloseTo(-30, 1)
    expect(x.at(2)).toBeCloseTo(-30, 1)
    expect(x.at(60)).toBeCloseTo(-18, 1)
    expect(x.history.steps.length).toBe(before + 1)
    x.history.undo()
    expect(x.lane()).toEqual([])
    expect(x.document.get(x.strip)!.gain).toBe(gain)
  })
  test('is in the document while it goes on, not only at its end', () => {
    const x = studio('latch')
    x.play()
    x.wait(0.2)
    const letGo = x.drag(-10, -20)
    x.wait(0.6)
    expect(x.at(0.6)).toBeCloseTo(-20, 1)
    letGo()
  })
  test('in a loop ends where the loop ends: the next round does not write over what was taken', () => {
    const x = studio('latch')
    Object.assign(x.world, { looping: true, loopEnd: 2 * second })
    x.play()
    x.wait(1)
    x.drag(-20)()
    x.wait(0.9)
    x.locate(0)
    x.wait(1.5)
    x.stop()
    expect([x.at(0.5), x.at(1.5)].map((v) => Math.round(v!))).toEqual([Math.round(x.at(0)!), -20])
  })
  test('leaves what somebody does meanwhile a step of its own', () => {
    const x = studio('latch')
    x.play()
    x.drag(-20)()
    x.wait(1)
    const track = x.document.byType('track')[0]!.id
    renameTrack(x.document, track, 'Other')
    x.wait(1)
    x.stop()
    x.history.undo()
    x.history.undo()
    expect(x.document.get(track)!.name).not.toBe('Other')
    expect(x.lane().length).toBeGreaterThan(0)
  })
})
test('touch writes as long as it is held and glides back to what was written', () => {
  const x = studio('touch')
  setPoint(x.document, x.world.newId, { target: x.strip, param: 'gain', at: 0, value: -6 })
  x.play()
  x.wait(1)
  const letGo = x.drag(-12, -20)
  x.wait(1)
  letGo()
  x.wait(1)
  x.stop()
  expect([0.9, 1.5, 2, 2.5, 9].map((at) => Math.round(x.at(at)!))).toEqual([-6, -20, -20, -6, -6])
  expect(x.told.at(-1)).toBe(`${x.strip} gain released`)
})
test('keys and wheels hold on for a while between their steps', () => {
  const x = studio('touch')
  setPoint(x.document, x.world.newId, { target: x.strip, param: 'gain', at: 0, value: 0 })
  x.play()
  x.wait(1)
  for (const db of [-1, -2, -3]) {
    x.drag(db)()
    x.wait(0.25)
  }
  x.wait(1)
  x.stop()
  expect([0.9, 1.2, 1.45, 1.7, 3].map((at) => Math.round(x.at(at)!))).toEqual([0, -1, -2, -3, 0])
})
test('trim adds to a lane what the hand adds, and writes nothing where there is no lane', () => {
  const x = studio('trim')
  x.play()
  x.wait(0.2)
  x.drag(-20)()
  x.wait(1)
  expect(x.lane()).toEqual([])
  for (const [at, value] of [
    [0, -10],
    [4, -30],
  ] as const)
    setPoint(x.document, x.world.newId, { target: x.strip, param: 'gain', at: at * second, value })
  x.locate(1)
  const letGo = x.drag(-17)
  x.wait(1)
  letGo()
  x.wait(1)
  x.stop()
  expect([0.5, 1.5, 3].map((at) => Math.round(x.at(at)! * 10) / 10)).toEqual([-12.5, -14.5, -25])
})
test('write overwrites every lane of the strip from start to stop, and becomes touch', () => {
  const x = studio('write')
  for (const [at, value] of [
    [0, -10],
    [2, -10],
    [2.5, 0],
    [8, 0],
  ] as const)
    setPoint(x.document, x.world.newId, { target: x.strip, param: 'gain', at: at * second, value })
  x.locate(1)
  x.play()
  x.wait(3)
  x.stop()
  expect([0.5, 1.5, 3, 4.5].map((at) => Math.round(x.at(at)!))).toEqual([-10, -10, -10, 0])
  expect(x.document.get(x.strip)!.automation).toBe('touch')
  x.history.undo()
  expect([x.at(3), x.document.get(x.strip)!.automation]).toEqual([0, 'write'])
})
test('read and off write nothing, and nobody writes while it stands still', () => {
  for (const mode of ['read', 'off', 'latch'] as const) {
    const x = studio(mode)
    if (mode !== 'latch') x.play()
    x.drag(-20)()
    x.wait(1)
    x.stop()
    expect(x.lane()).toEqual([])
  }
})
test('a mute stays where it was put until the stop, held', () => {
  const x = studio('touch')
  x.play()
  x.wait(1)
  toggleMute(x.document, x.strip)
  x.wait(1)
  toggleMute(x.document, x.strip)
  x.wait(1)
  x.stop()
  expect(x.lane('mute').every((p) => p.curve === 'hold')).toBe(true)
  expect([0.5, 1.5, 2.5].map((at) => x.at(at, 'mute'))).toEqual([0, 1, 0])
})
test('a parameter of a device is written by the mode of its strip, thinned within its tolerance', () => {
  const x = studio('read')
  const strip = String(x.document.get(x.device)!.strip)
  setAutomation(x.document, [strip], 'latch')
  x.play()
  const ceiling = (at: number) => -6 + at / 100
  for (let i = 0; i < 200; i++) {
    x.wait(0.02)
    setParam(x.document, x.device, 'ceiling', ceiling(i))
  }
  x.stop()
  expect(x.lane('ceiling', x.device).length).toBeLessThan(8)
  for (let i = 20; i < 200; i++) expect(Math.abs(x.at((i + 1) * 0.02, 'ceiling', x.device)! - ceiling(i))).toBeLessThanOrEqual(0.1)
})
test('an undo in the middle of a pass takes back what was written and lets go', () => {
  const x = studio('latch')
  x.play()
  x.wait(0.2)
  x.drag(-20)()
  x.wait(1)
  x.history.undo()
  x.wait(1)
  x.stop()
  expect(x.lane()).toEqual([])
  expect(x.told.at(-1)).toBe(`${x.strip} gain released`)
})
