// A picture of a response: dB over frequency.
import type { ReactNode } from 'react'
import { frequencyGrid, leftHz } from './frequency.ts'
import { curve, mark, Picture, rule } from './picture.tsx'

/** @param response  dB at a frequency in Hz @param above  dB at the top @param below  dB at the bottom */
export function Response({
  label,
  response,
  above,
  below,
  deps,
  children,
}: {
  readonly label: string
  readonly response: (hz: number) => number
  readonly above: number
  readonly below: number
  readonly deps: readonly unknown[]
  readonly children?: ReactNode
}) {
  const draw = (g: CanvasRenderingContext2D, w: number, h: number) => {
    const top = (db: number) => ((above - db) / (above - below)) * h
    frequencyGrid(g, w, h)
    for (let db = Math.ceil((below + 1) / 6) * 6; db < above; db += 6) {
      const y = Math.round(top(db)) + 0.5
      rule(g, 0, y, w, y, db ? undefined : '--hair')
      mark(g, db > 0 ? `+${db}` : `${db}`.replace('-', '−'), 4, y - 8)
    }
    const points: [number, number][] = []
    for (let x = 0; x <= w; x += 2) points.push([x, Math.min(h + 2, top(response(leftHz(x / w))))])
    curve(g, points, '--accent', h)
  }
  return (
    <Picture className="grow" label={label} draw={draw} deps={deps}>
      {children}
    </Picture>
  )
}
