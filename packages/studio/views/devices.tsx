// Devices of the selected strip, in the order of the signal: one card each, drawn from its description.
import { devices as catalog } from '@tonmeister/devices'
import {
  applyPreset,
  type Device,
  type DeviceRecord,
  devicesOf,
  formatNumber,
  moveDevice,
  removeDevice,
  type StripRecord,
  setParam,
  toggleDevice,
} from '@tonmeister/project'
import { DevicePanel, onFrame } from '@tonmeister/ui'
import { Ellipsis, Power } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { DEVICE_TYPE, droppedDevice, insertDevice } from '../app/insert.ts'
import { type MenuItem, type Session, useSession } from '../app/session.ts'
import { Zones } from './zones.tsx'

export function effectItems(s: Session, strip: string): MenuItem[] {
  return Object.values(catalog)
    .filter((d) => d.kind === 'effect')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((device) => ({ title: device.name, run: () => insertDevice(s, device, undefined, strip) }))
}

/** Heights in pixels: of a row of controls with its gap, and of everything else in a card. */
const ROW_HEIGHT = 82
const CARD_REST = 120

export function Devices() {
  const s = useSession()
  const box = useRef<HTMLDivElement>(null)
  const [rows, setRows] = useState(3)
  // Panels flow into as many columns as the dock's height asks for.
  useEffect(() => {
    const node = box.current
    if (!node) return
    const fit = () => setRows(Math.max(1, Math.floor((node.clientHeight - CARD_REST + 8) / ROW_HEIGHT)))
    const observer = new ResizeObserver(fit)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  const strip = (s.selectedStrip ? s.document.get(s.selectedStrip) : undefined) as StripRecord | undefined
  if (!strip)
    return (
      <div className="devices empty-dock" ref={box}>
        <p>Choose a track or a strip to see its devices.</p>
      </div>
    )
  const chain = devicesOf(s.document, strip.id)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the menu does the same by keyboard
    <div
      className="devices"
      ref={box}
      style={{ '--rows': rows } as React.CSSProperties}
      onDragOver={(e) => {
        if (e.dataTransfer.types.includes(DEVICE_TYPE)) e.preventDefault()
      }}
      onDrop={(e) => {
        const dropped = droppedDevice(e.dataTransfer)
        if (!dropped) return
        e.preventDefault()
        e.stopPropagation()
        insertDevice(s, dropped.device, dropped.preset, strip.id)
      }}
    >
      <div className="chain-head">
        <u style={{ background: `var(--t${strip.color})` }} />
        <b>{strip.name}</b>
        <span>{strip.kind === 'main' ? 'Main output' : strip.kind === 'bus' ? 'Bus' : 'Track'}</span>
      </div>
      {chain.map((record, i) => (
        <Card key={record.id} s={s} record={record} before={chain[i - 1]} after={chain[i + 2]} isLast={i === chain.length - 1} />
      ))}
      <div className="chain-end">
        <button type="button" className="b" onClick={(e) => s.openMenu(e, 'Add an effect', effectItems(s, strip.id))}>
          Add effect
        </button>
        {chain.length === 0 && <p>No devices yet. Add one here, or drag one from the browser.</p>}
      </div>
    </div>
  )
}

function Card({
  s,
  record,
  before,
  after,
  isLast,
}: {
  s: Session
  record: DeviceRecord
  before: DeviceRecord | undefined
  after: DeviceRecord | undefined
  isLast: boolean
}) {
  const device: Device | undefined = catalog[record.device]
  const name = device?.name ?? record.device
  const on = record.enabled !== false
  const value = (param: string) => Number(record[`p.${param}`] ?? device?.params[param]?.default ?? 0)
  const menu = (): MenuItem[] => [
    {
      title: 'Move left',
      disabled: !before,
      run: () => before && s.edit(`Move ${name}`, () => moveDevice(s.document, record.id, before.id)),
    },
    { title: 'Move right', disabled: isLast, run: () => s.edit(`Move ${name}`, () => moveDevice(s.document, record.id, after?.id)) },
    {
      title: 'All to default',
      run: () => device && s.edit(`${name} to default`, () => applyPreset(s.document, record.id, { name: '', params: {} })),
    },
    null,
    {
      title: 'Remove',
      run: () => {
        s.edit(`Remove ${name}`, () => removeDevice(s.document, record.id))
        s.notify(`${name} removed.`, false, true)
      },
    },
  ]
  return (
    <section className={`card${on ? '' : ' off'}${device?.zones ? ' with-zones' : ''}`} aria-label={name}>
      <div className="card-head">
        <button
          type="button"
          className={on ? 'b g sq power on' : 'b g sq power'}
          aria-pressed={on}
          aria-label={`${name} is on`}
          title={on ? 'Bypass' : 'Switch on'}
          onClick={() => s.edit(on ? `Bypass ${name}` : `Switch on ${name}`, () => toggleDevice(s.document, record.id))}
        >
          <Power />
        </button>
        <b>{name}</b>
        {device && device.presets.length > 0 && (
          <button
            type="button"
            className="preset"
            title="Choose a preset"
            onClick={(e) =>
              s.openMenu(
                e,
                `Presets of ${name}`,
                device.presets.map((p) => ({
                  title: p.name,
                  on: record.preset === p.name,
                  run: () => s.edit(`${name}: ${p.name}`, () => applyPreset(s.document, record.id, p)),
                })),
              )
            }
          >
            {record.preset || 'Preset'}
          </button>
        )}
        <button type="button" className="b g sq" aria-label={`More of ${name}`} onClick={(e) => s.openMenu(e, name, menu())}>
          <Ellipsis />
        </button>
      </div>
      {device ? (
        <>
          <DevicePanel
            device={device}
            values={value}
            onBegin={(label) => s.gesture(`${name}: ${label}`)}
            onChange={(param, v) => setParam(s.document, record.id, param, v)}
          />
          {device.zones && <Zones s={s} device={record.id} />}
          {(device.sidechain || device.readings) && (
            <div className="card-foot">
              {device.sidechain && <Sidechain s={s} record={record} />}
              {device.readings && <Readings s={s} id={record.id} device={device} />}
            </div>
          )}
        </>
      ) : (
        <p className="none">This device is not known here. It is kept in the project and passed over; a newer Tonmeister may know it.</p>
      )}
    </section>
  )
}
function Sidechain({ s, record }: { s: Session; record: DeviceRecord }) {
  const strips = s.strips().filter((x) => x.kind !== 'main' && x.id !== record.strip)
  return (
    <label className="sidechain">
      Listens to
      <select
        className="choice"
        value={record.sidechain ?? ''}
        onChange={(e) =>
          s.edit('Sidechain', () => s.document.transact(() => s.document.set(record.id, 'sidechain', e.target.value || null)))
        }
      >
        <option value="">its own input</option>
        {strips.map((x) => (
          <option key={x.id} value={x.id}>
            {x.name}
          </option>
        ))}
      </select>
    </label>
  )
}
/** What the kernel publishes, as numbers and a bar. */
function Readings({ s, id, device }: { s: Session; id: string; device: Device }) {
  const bars = useRef<(HTMLElement | null)[]>([])
  const texts = useRef<(HTMLElement | null)[]>([])
  const entries = Object.entries(device.readings ?? {})
  useEffect(() => {
    let next = 0
    return onFrame((now) => {
      Object.entries(device.readings ?? {}).forEach(([name, r], i) => {
        const v = s.host.playing ? s.host.reading(id, name) : 0
        const share = Math.min(1, Math.max(0, (v - r.min) / (r.max - r.min)))
        const bar = bars.current[i]
        if (bar) bar.style.transform = `scaleX(${share.toFixed(3)})`
        if (now >= next && texts.current[i]) texts.current[i]!.textContent = `${formatNumber(v, 1)} ${r.unit}`
      })
      if (now >= next) next = now + 100
    })
  }, [s, id, device])
  return (
    <div className="readings">
      {entries.map(([name, r], i) => (
        <div key={name}>
          <span>{r.name}</span>
          <span className="gr">
            <i
              ref={(node) => {
                bars.current[i] = node
              }}
            />
          </span>
          <span
            className="num"
            ref={(node) => {
              texts.current[i] = node
            }}
          />
        </div>
      ))}
    </div>
  )
}
