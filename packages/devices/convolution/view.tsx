// The response as a picture: pre-delay, and how it dies away – a file by its own levels, a computed one by the lines of its low, middle and high sounds.
import { dbOfGain } from '@tonmeister/dsp'
import { format } from '@tonmeister/project'
import { color, curve, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'
import { ROOMS, secondsOf, steeper } from './rooms.ts'

const SPANS = [0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5, 8, 10, 15]
/** dB from the top to the bottom. */
const RANGE = 72
const COLUMNS = 160

function View(props: DeviceViewProps) {
  const { values, device, file } = props
  const span = useRef(0)
  const [predelay, decay, size, reverse] = [values('predelay'), values('decay'), values('size') / 100, values('reverse') >= 0.5]
  const room = ROOMS[values('response')] ?? ROOMS[0]
  const whole = (file ? file.seconds : secondsOf(values('response'))) * size
  /** Seconds in which a sound falls by 60 dB that would take `rt` by itself. */
  const fall = (rt: number, percent = decay) => 1 / (1 / rt + steeper(percent) / whole)
  const main = file ? whole : room.decay * size
  const end = file ? whole : main * Math.max(1, room.low)
  if (predelay + end > span.current || (predelay + end) * 4 < span.current)
    span.current = SPANS.find((s) => s >= (predelay + end) * 1.15) ?? 20
  const seconds = span.current
  const x = (time: number) => (predelay + (reverse ? whole - time : time)) / seconds
  const drawFile = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const levels = file!.levels(COLUMNS)
    const loudest = levels.reduce((most, v) => Math.max(most, v), 1e-9)
    const points = Array.from(levels, (v, i): [number, number] => {
      const db = dbOfGain(Math.max(1e-9, v / loudest)) - (60 * steeper(decay) * i) / COLUMNS
      return [x(((i + 0.5) / COLUMNS) * whole) * w, Math.min(1, -db / RANGE) * h]
    })
    curve(g, points, '--accent', h)
  }
  const drawRoom = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const line = (rt: number, token: string, fills: boolean) => {
      const time = Math.min(whole, (fall(rt) * RANGE) / 60)
      const points = [
        [x(0) * w, 0],
        [x(time) * w, ((time / fall(rt)) * 60 * h) / RANGE],
      ] as const
      curve(g, points, token, fills ? h : undefined)
    }
    line(main * room.low, '--t6', false)
    line(main * room.high, '--t4', false)
    line(main, '--accent', true)
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    for (let i = 1; i < 5; i++) {
      const at = Math.round((i / 5) * w) + 0.5
      rule(g, at, 0, at, h)
      mark(g, format(device.params.predelay!, (i / 5) * seconds), at + 4, h - 8)
    }
    for (const db of [24, 48]) {
      const y = Math.round((db / RANGE) * h) + 0.5
      rule(g, 0, y, w, y)
      mark(g, `−${db}`, w - 4, y - 8, 'right')
    }
    if (file?.isMissing) {
      g.fillStyle = color('--warn')
      g.textAlign = 'center'
      g.fillText(t('The file is missing: the sound stays dry.'), w / 2, h / 2)
    } else if (file) drawFile(g, w, h)
    else drawRoom(g, w, h)
  }
  // The decay's point lies where the sound has fallen by 60 dB.
  const moved = (from: number, share: number) => {
    const time = Math.max(0.001, fall(main, from) + share * seconds * (reverse ? -1 : 1))
    return 100 / (1 + Math.max(0, whole * (1 / time - 1 / main)))
  }
  return (
    <Picture
      className="grow"
      label={
        file
          ? t('{file} dies away over {time}', { file: file.name, time: format(device.params.predelay!, seconds) })
          : t('Decay of low, middle and high sounds over {time}', { time: format(device.params.predelay!, seconds) })
      }
      draw={draw}
      deps={[seconds, file?.name, file?.isMissing, file?.levels, ...['response', 'decay', 'size', 'predelay', 'reverse'].map(values)]}
    >
      <Point
        {...props}
        label={t('Pre-delay')}
        text={format(device.params.predelay!, predelay)}
        left={predelay / seconds}
        top={0}
        x={{ name: 'predelay', move: (from, share) => from + share * seconds }}
      />
      <Point
        {...props}
        label={t('Decay')}
        text={format(device.params.decay!, decay)}
        left={x(fall(main))}
        top={60 / RANGE}
        x={{ name: 'decay', move: moved }}
        wheel={{ name: 'size' }}
      />
    </Picture>
  )
}
export default { width: 320, view: View } satisfies DeviceView
