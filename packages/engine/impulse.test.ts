// In any net of groups, sends before and after the fader, and keys, whatever each device delays, all paths arrive on the same sample.
import { describe, expect, test } from 'vitest'
import { net, wrongLive, wrongOffline } from './testing.nets.node.ts'

describe('an impulse through 20 random nets', () => {
  const nets = Array.from({ length: 20 }, (_, i) => net(i + 1))
  test('has many keys and sends, and something to hear', () => {
    expect(nets.reduce((n, x) => n + x.keys, 0)).toBeGreaterThan(30)
    expect(nets.reduce((n, x) => n + x.sends, 0)).toBeGreaterThan(100)
    expect(nets.filter((x) => x.sum !== 0).length).toBeGreaterThan(15)
  })
  test('arrives on one sample offline', () => {
    nets.forEach((x, i) => {
      expect(wrongOffline(x), `seed ${i + 1}`).toBeUndefined()
    })
  })
  test('and live, later by the latency of the plan', () => {
    nets.forEach((x, i) => {
      expect(wrongLive(x), `seed ${i + 1}`).toBeUndefined()
    })
  })
})
