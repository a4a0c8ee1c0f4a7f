// A device's panel, drawn from its description: rows of knobs, switches and choices.
import { type Device, format, type Param } from '@tonmeister/project'
import { memo } from 'react'
import { Knob } from './knob.tsx'
import { named, t } from './words.ts'

export interface PanelProps {
  readonly device: Device
  readonly values: (name: string) => number
  readonly onBegin: (label: string) => (cancel?: boolean) => void
  readonly onChange: (name: string, value: number) => void
}
export function DevicePanel({ device, values, onBegin, onChange }: PanelProps) {
  return (
    <div className="panel-rows">
      {device.panel.map((row) => (
        <div className="panel-row" key={row.join()}>
          {row.map((name) => (
            <Control key={name} name={name} param={device.params[name]!} value={values(name)} onBegin={onBegin} onChange={onChange} />
          ))}
        </div>
      ))}
    </div>
  )
}
const Control = memo(function Control({
  name,
  param,
  value,
  onBegin,
  onChange,
}: { name: string; param: Param; value: number } & Pick<PanelProps, 'onBegin' | 'onChange'>) {
  const once = (v: number) => {
    const end = onBegin(param.name)
    onChange(name, v)
    end()
  }
  return (
    <div className="control">
      <span className="control-name" title={named(param.name)}>
        {named(param.name)}
      </span>
      {param.unit === 'toggle' ? (
        <button
          type="button"
          className={value >= 0.5 ? 'b sm on' : 'b sm'}
          aria-pressed={value >= 0.5}
          aria-label={named(param.name)}
          onClick={() => once(value >= 0.5 ? 0 : 1)}
        >
          {value >= 0.5 ? t('On') : t('Off')}
        </button>
      ) : param.unit === 'choice' ? (
        <select className="choice" value={Math.round(value)} aria-label={named(param.name)} onChange={(e) => once(Number(e.target.value))}>
          {param.choices?.map((c, i) => (
            <option key={c} value={i}>
              {named(c)}
            </option>
          ))}
        </select>
      ) : (
        <>
          <Knob param={param} value={value} size={36} onBegin={() => onBegin(param.name)} onChange={(v) => onChange(name, v)} />
          <span className="num control-value">{format(param, value)}</span>
        </>
      )}
    </div>
  )
})
