// The rotary speaker from above: horn and drum as they turn, the back wall, and the two microphones.
import { format } from '@tonmeister/project'
import { color, type DeviceView, type DeviceViewProps, mark, Picture, Point, rule, t } from '@tonmeister/ui'
import { useRef } from 'react'

/** Metres from the axis to the picture's front and back. */
const FRONT = 3.2
const BACK = 0.55
const WALL = 0.3
const HORN = 0.19

function View(props: DeviceViewProps) {
  const { values, device, reading, isPlaying } = props
  const [distance, angle] = [values('distance'), values('angle')]
  /** Turns of horn and drum as they are shown: what the readings say they have turned since the last frame. */
  const turned = useRef({ at: 0, horn: 0, drum: 0 })
  // The microphones stand below, so that left is left. Distances are shown by their root: near ones matter most.
  const shown = (metres: number) => Math.sqrt(metres / FRONT)
  const axis = shown(BACK) / (shown(BACK) + 1)
  const side = (sign: number) => {
    const turn = (sign * angle * Math.PI) / 360
    return { left: 0.5 + 0.48 * shown(distance) * Math.sin(turn), top: axis + (0.94 - axis) * shown(distance) * Math.cos(turn) }
  }
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const [x, y] = [w / 2, axis * h]
    const scale = (0.94 - axis) * h
    const wall = Math.round(y - shown(WALL) * scale * 0.8) + 0.5
    for (const metres of [0.3, 1, 2, 3]) {
      g.strokeStyle = color('--grid-bar')
      g.lineWidth = 1
      g.beginPath()
      g.ellipse(x, y, 0.48 * w * shown(metres), scale * shown(metres), 0, 0, Math.PI)
      g.stroke()
      mark(g, format(device.params.distance!, metres).replace(/\.?0+ m/, ' m'), x + 4, y + scale * shown(metres) - 8)
    }
    rule(g, w * 0.2, wall, w * 0.8, wall, '--hair')
    const rotor = (turns: number, size: number, spread: number, token: string) => {
      const at = Math.PI / 2 - turns * 2 * Math.PI
      g.strokeStyle = color(token)
      g.fillStyle = color(token)
      g.lineWidth = 1.5
      g.beginPath()
      g.arc(x, y, size, 0, 2 * Math.PI)
      g.stroke()
      g.globalAlpha = 0.3
      g.beginPath()
      g.moveTo(x, y)
      g.arc(x, y, size, at - spread, at + spread)
      g.fill()
      g.globalAlpha = 1
    }
    const size = shown(HORN) * scale * 0.6
    rotor(turned.current.drum, size * 1.5, 0.7, '--dim')
    rotor(turned.current.horn, size, 0.4, '--accent')
    for (const sign of [-1, 1]) {
      const { left, top } = side(sign)
      rule(g, x, y, left * w, top * h, '--hair')
    }
  }
  const live = () => {
    const now = performance.now()
    const seconds = Math.min(0.1, (now - turned.current.at) / 1000)
    turned.current.at = now
    if (!isPlaying()) return false
    turned.current.horn += seconds * reading('horn')
    turned.current.drum -= seconds * reading('drum')
    return true
  }
  return (
    <Picture
      className="grow"
      label={t('Horn and drum from above, with two microphones {distance} away at {angle}', {
        distance: format(device.params.distance!, distance),
        angle: format(device.params.angle!, angle),
      })}
      draw={draw}
      deps={[distance, angle]}
      live={live}
    >
      {[-1, 1].map((sign) => (
        <Point
          key={sign}
          {...props}
          label={sign < 0 ? t('Left microphone') : t('Right microphone')}
          text={`${format(device.params.distance!, distance)}, ${format(device.params.angle!, angle)}`}
          {...side(sign)}
          x={{ name: 'angle', move: (from, share) => from + (sign * share * 240) / Math.max(0.3, shown(distance)) }}
          y={{ name: 'distance', move: (from, share) => FRONT * Math.max(0, shown(from) - share) ** 2 }}
          wheel={{ name: 'balance' }}
        >
          {sign < 0 ? t('L') : t('R')}
        </Point>
      ))}
    </Picture>
  )
}
export default { width: 320, view: View } satisfies DeviceView
