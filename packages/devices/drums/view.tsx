// The drum machine as pads: the nearer to the top one is struck, the louder.
import { type DeviceView, type DeviceViewProps, named, t, word } from '@tonmeister/ui'
import { useRef, useState } from 'react'

/** General MIDI keys, from the lower left. */
const PADS = [
  [49, word('Crash')],
  [51, word('Ride')],
  [53, word('Ride bell')],
  [56, word('Cowbell')],
  [41, word('Low tom')],
  [45, word('Mid tom')],
  [50, word('High tom')],
  [54, word('Tambourine')],
  [42, word('Closed hat')],
  [44, word('Pedal hat')],
  [46, word('Open hat')],
  [70, word('Shaker')],
  [36, word('Kick')],
  [38, word('Snare')],
  [39, word('Clap')],
  [37, word('Rimshot')],
] as const
const BY_KEY = 0.8
/** Milliseconds that a pad struck by the keyboard is held. */
const HELD = 150

function View({ note }: DeviceViewProps) {
  const [lit, setLit] = useState<number | null>(null)
  const down = useRef<number | null>(null)
  const strike = (key: number, velocity: number) => {
    note?.(key, velocity)
    setLit(key)
  }
  const release = (key: number) => {
    note?.(key, 0)
    setLit((now) => (now === key ? null : now))
    down.current = null
  }
  return (
    <div className="pads" role="group" aria-label={t('Pads')}>
      {PADS.map(([key, name]) => (
        <button
          type="button"
          key={key}
          className={lit === key ? 'pad lit' : 'pad'}
          onPointerDown={(e) => {
            if (e.button !== 0) return
            e.currentTarget.setPointerCapture(e.pointerId)
            const box = e.currentTarget.getBoundingClientRect()
            down.current = key
            strike(key, Math.min(1, Math.max(0.2, 1.05 - (0.8 * (e.clientY - box.top)) / box.height)))
          }}
          onPointerUp={() => down.current === key && release(key)}
          onPointerCancel={() => down.current === key && release(key)}
          onClick={(e) => {
            // The pointer has played already; this is the keyboard.
            if (e.detail) return
            strike(key, BY_KEY)
            setTimeout(() => release(key), HELD)
          }}
        >
          {named(name)}
        </button>
      ))}
    </div>
  )
}
export default { width: 330, view: View } satisfies DeviceView
