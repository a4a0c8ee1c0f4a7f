// A device's panel, drawn from its description: rows of knobs, switches and choices.
import type { Device, Param } from '@tonmeister/project'
import { memo } from 'react'
import { Knob } from './knob.tsx'
import { valueText } from './value.ts'
import { named, t } from './words.ts'

export interface PanelProps {
  readonly device: Device
  readonly values: (name: string) => number
  readonly onBegin: (label: string) => (cancel?: boolean) => void
  readonly onChange: (name: string, value: number) => void
  /** Driven by automation? */
  readonly isAutomated?: (name: string) => boolean
  /** Where a parameter with a lane stands from moment to moment, see Knob. */
  readonly driven?: (name: string) => (() => number | undefined) | undefined
  /** Parameters that are shown elsewhere. */
  readonly without?: readonly string[]
}
export function DevicePanel({ device, values, onBegin, onChange, isAutomated, driven, without }: PanelProps) {
  const rows = device.panel.map((row) => row.filter((name) => !without?.includes(name))).filter((row) => row.length)
  if (!rows.length) return null
  // Rows stand below each other: what is in one column is as wide as the widest of it, so that knobs line up and no name is cut.
  const widths: number[] = []
  for (const row of rows)
    row.forEach((name, i) => {
      widths[i] = Math.max(widths[i] ?? 0, widthOf(device.params[name]!))
    })
  return (
    <div className="panel-rows">
      {rows.map((row) => (
        <div className="panel-row" key={row.join()}>
          {row.map((name, i) => (
            <Control
              width={widths[i]!}
              key={name}
              name={name}
              param={device.params[name]!}
              value={values(name)}
              isAutomated={isAutomated?.(name) ?? false}
              driven={driven?.(name)}
              onBegin={onBegin}
              onChange={onChange}
            />
          ))}
        </div>
      ))}
    </div>
  )
}
const NARROWEST = 66
/** What a drop-down needs beside its words. */
const ARROW = 32
let pen: CanvasRenderingContext2D | null | undefined
const measured = new Map<string, number>()
/** Pixels of a text at the size of names. */
function textWidth(text: string): number {
  let width = measured.get(text)
  if (width === undefined) {
    pen ??= document.createElement('canvas').getContext('2d')
    if (pen) pen.font = '500 11px "Inter Variable", Inter, sans-serif'
    width = pen?.measureText(text).width ?? text.length * 6
    // Until the fonts are there they are another's.
    if (document.fonts.status === 'loaded') measured.set(text, width)
  }
  return width
}
function widthOf(param: Param): number {
  const name = textWidth(named(param.name)) + 6
  const choices = param.unit === 'choice' ? Math.max(...(param.choices ?? []).map((c) => textWidth(named(c)))) + ARROW : 0
  return Math.ceil(Math.max(NARROWEST, name, choices))
}
interface ControlProps extends Pick<PanelProps, 'onBegin' | 'onChange'> {
  readonly name: string
  readonly param: Param
  readonly value: number
  readonly isAutomated?: boolean
  readonly driven?: (() => number | undefined) | undefined
  /** Instead of the parameter's own name. */
  readonly title?: string
  /** Pixels. */
  readonly width?: number
}
/** One parameter: a knob with its value, a switch, or a choice. */
export const Control = memo(function Control({ name, param, value, isAutomated, driven, title, width, onBegin, onChange }: ControlProps) {
  const full = named(param.name)
  const once = (v: number) => {
    const end = onBegin(param.name)
    onChange(name, v)
    end()
  }
  return (
    <div className="control" data-param={name} style={width === undefined ? undefined : { width }}>
      <span className="control-name" title={title ? `${title}: ${full}` : full}>
        {title ?? full}
      </span>
      {param.unit === 'toggle' ? (
        <button
          type="button"
          className={value >= 0.5 ? 'b sm on' : 'b sm'}
          aria-pressed={value >= 0.5}
          // What is read on it is part of its name, so that it can be called by voice.
          aria-label={`${full}: ${valueText(param, value)}`}
          onClick={() => once(value >= 0.5 ? 0 : 1)}
        >
          {value >= 0.5 ? t('On') : t('Off')}
        </button>
      ) : param.unit === 'choice' ? (
        <select className="choice" value={Math.round(value)} aria-label={full} onChange={(e) => once(Number(e.target.value))}>
          {(param.offered ?? param.choices ?? []).map((c, i) => {
            const at = typeof c === 'number' ? c : i
            const name = param.choices![at]!
            return (
              <option key={name} value={at}>
                {named(name)}
              </option>
            )
          })}
        </select>
      ) : (
        <>
          <Knob
            param={param}
            value={value}
            size={36}
            label={full}
            isAutomated={isAutomated ?? false}
            driven={driven}
            onBegin={() => onBegin(param.name)}
            onChange={(v) => onChange(name, v)}
          />
          <span className="num control-value">{valueText(param, value)}</span>
        </>
      )}
    </div>
  )
})
