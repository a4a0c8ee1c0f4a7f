// Devices of the selected strip, in the order of the signal: one card each, with its picture where it has one and a panel drawn from its description.
import { devices as catalog } from '@tonmeister/devices'
import { views } from '@tonmeister/devices/catalog/views.ts'
import {
  circleWith,
  type Device,
  type DeviceRecord,
  devicesOf,
  formatNumber,
  lanePoints,
  laneValue,
  type PointRecord,
  percent,
  type StripRecord,
  setMix,
  setParam,
  setSidechain,
  setSidechainPre,
  valueByTempo,
} from '@tonmeister/project'
import { DevicePanel, type DeviceView, Knob, named, onFrame, t, valueText, word } from '@tonmeister/ui'
import { ChevronsRightLeft, Ellipsis, Plus, Power } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { driven } from '../app/automate.ts'
import { addFound, bypass, chain, compare, fits, fold, goTo, shownStrip } from '../app/chain.ts'
import { circleText } from '../app/circle.ts'
import { allowed, inGroup, keyText, titleOf } from '../app/commands.ts'
import { DEVICE_TYPE, droppedDevice, insertDevice } from '../app/insert.ts'
import { deviceOf, nameOf, presetsOf, valueIn } from '../app/presets.ts'
import { saveChain } from '../app/saved-chains.ts'
import { type MenuItem, type Session, useSession } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'
import { dragDevice, markerOf, placeAt } from './device-drag.ts'
import { DeviceSearch } from './device-search.tsx'
import './devices.css'
import { PresetBar } from './preset-bar.tsx'
import { fileOf, ResponseFile } from './response.tsx'
import { Zones } from './zones.tsx'

export function effectItems(s: Session, strip: string): MenuItem[] {
  return Object.values(catalog)
    .filter((d) => d.kind === 'effect')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((device) => ({ title: named(device.name), run: () => insertDevice(s, device, undefined, strip) }))
}
/** Every command about devices as lines of a menu. */
const menuItems = (s: Session): MenuItem[] =>
  inGroup('Device').map((c) =>
    c ? { title: titleOf(c), keys: keyText(c), disabled: !allowed(c, s), ...(c.on?.(s) ? { on: true } : {}), run: () => c.run(s) } : null,
  )

/** Heights in pixels: of a row of controls with its gap, and of everything else in a card. */
const ROW_HEIGHT = 82
const CARD_REST = 84

const kindOf = (strip: StripRecord) => (strip.kind === 'main' ? t('Main output') : strip.kind === 'bus' ? t('Bus') : t('Track'))

export function Devices() {
  const s = useSession()
  const box = useRef<HTMLDivElement>(null)
  const [rows, setRows] = useState(3)
  const markSlot = useMemo(markerOf, [])
  // Panels flow into as many columns as the dock's height asks for.
  useEffect(() => {
    const node = box.current
    if (!node) return
    const fit = () => setRows(Math.max(1, Math.floor((node.clientHeight - CARD_REST + 8) / ROW_HEIGHT)))
    const observer = new ResizeObserver(fit)
    observer.observe(node)
    return () => observer.disconnect()
  }, [])
  const strip = shownStrip(s)
  if (!strip)
    return (
      <div className="devices empty-dock" ref={box}>
        <p>{t('Choose a track or a strip to see its devices.')}</p>
        <button type="button" className="b" onClick={() => s.select(s.strips().at(-1)?.id ?? null)}>
          {t('Show the main output')}
        </button>
      </div>
    )
  const records = devicesOf(s.document, strip.id)
  const { adding } = chain
  const slotOf = (before: string | undefined) => box.current?.querySelector(`[data-slot="${CSS.escape(before ?? '')}"]`) ?? null
  const add = (before: string | undefined) => {
    chain.adding = { strip: strip.id, before }
    s.changed()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the commands do the same by keyboard
    <div
      className="devices"
      ref={box}
      style={{ '--rows': rows } as React.CSSProperties}
      onWheel={(e) => {
        // The row goes sideways; what turns by the wheel itself does not move it.
        if (e.deltaX || e.shiftKey || e.ctrlKey || (e.target as Element).closest('.knob, .point, .zones, select')) return
        e.currentTarget.scrollLeft += e.deltaY
      }}
      onDragOver={(e) => {
        if (!e.dataTransfer.types.includes(DEVICE_TYPE)) return
        e.preventDefault()
        markSlot(slotOf(placeAt(e.currentTarget, e.clientX)))
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) markSlot(null)
      }}
      onDrop={(e) => {
        markSlot(null)
        const dropped = droppedDevice(e.dataTransfer)
        if (!dropped) return
        e.preventDefault()
        e.stopPropagation()
        const to = { strip: strip.id, before: placeAt(e.currentTarget, e.clientX) }
        if (fits(s, to, dropped.device)) addFound(s, to, dropped.device, dropped.preset)
        else insertDevice(s, dropped.device, dropped.preset, strip.id)
      }}
    >
      <div className="chain-head">
        <u style={{ background: `var(--t${strip.color})` }} />
        {chain.isNaming ? <ChainName s={s} /> : <b>{strip.name}</b>}
        <span>{kindOf(strip)}</span>
        <button
          type="button"
          id="chain-menu"
          className="b g sq"
          aria-label={t('The chain of {strip}', { strip: strip.name })}
          title={t('Commands for devices')}
          onClick={(e) => s.openMenu(e, t('The chain of {strip}', { strip: strip.name }), menuItems(s))}
        >
          <Ellipsis />
        </button>
      </div>
      {records.map((record, i) => (
        <div className="chain-place" key={record.id}>
          <Slot
            before={record.id}
            label={
              i
                ? t('Add a device between {a} and {b}', { a: nameOf(records[i - 1]!), b: nameOf(record) })
                : t('Add a device before {b}', { b: nameOf(record) })
            }
            onAdd={() => add(record.id)}
          />
          <Card s={s} record={record} />
        </div>
      ))}
      <div className={records.length ? 'chain-end' : 'chain-end empty'} data-slot="">
        <button type="button" className="b" onClick={() => add(undefined)}>
          <Plus />
          {t('Add device')}
        </button>
        {records.length === 0 && <p>{t('No devices yet. Search for one here, or drag one from the browser.')}</p>}
      </div>
      {adding && adding.strip === strip.id && (
        <DeviceSearch
          key={`${adding.before} ${adding.replace}`}
          s={s}
          adding={adding}
          anchor={() =>
            adding.replace ? box.current!.querySelector(`[data-card="${CSS.escape(adding.replace)}"] .card-head`) : slotOf(adding.before)
          }
        />
      )}
    </div>
  )
}
/** The name under which the chain is kept. */
function ChainName({ s }: { s: Session }) {
  const leave = () => {
    chain.isNaming = false
    s.changed()
  }
  return (
    <input
      className="preset-name"
      aria-label={t('Name of the chain')}
      placeholder={t('Name of the chain')}
      maxLength={80}
      // biome-ignore lint/a11y/noAutofocus: the person has just asked to type here
      autoFocus
      onBlur={leave}
      onKeyDown={(e) => {
        e.stopPropagation()
        if (e.key === 'Escape' || (e.key === 'Enter' && saveChain(s, e.currentTarget.value))) {
          leave()
          document.getElementById('chain-menu')?.focus()
        }
      }}
    />
  )
}
/** The gap before a device: a button that shows when it is pointed at, and where a dragged device would go. */
function Slot({ before, label, onAdd }: { before: string; label: string; onAdd: () => void }) {
  return (
    <button type="button" className="chain-slot" data-slot={before} tabIndex={-1} aria-label={label} title={label} onClick={onAdd}>
      <Plus />
    </button>
  )
}

/** Milliseconds between looks at what automation does to shown values. */
const FOLLOW = 70

/** How views of devices are liked, by kind of device and what it is. */
const looks = (): Readonly<Record<string, string>> => {
  const { looks: kept } = settings()
  return typeof kept === 'object' && kept !== null ? (kept as Record<string, string>) : {}
}

function useAutomation(s: Session, id: string): ReadonlyMap<string, readonly PointRecord[]> {
  const points = s.document.children<PointRecord>('target', id, 'point')
  const names = [...new Set(points.map((p) => p.param))].sort()
  const lanes = new Map(names.map((name) => [name, lanePoints(s.document, id, name)]))
  const [, look] = useState(0)
  const { playing } = s.host
  const isDriven = names.length > 0 && playing
  useEffect(() => {
    if (!isDriven) return
    const timer = setInterval(() => look((n) => n + 1), FOLLOW)
    return () => clearInterval(timer)
  }, [isDriven])
  return lanes
}

function Card({ s, record }: { s: Session; record: DeviceRecord }) {
  const { id } = record
  const device = deviceOf(record)
  const name = nameOf(record)
  const on = record.enabled !== false
  const folded = chain.folded.has(id)
  const current = chain.current === id
  const lanes = useAutomation(s, id)
  const own = (param: string) => {
    const lane = s.host.playing ? lanes.get(param) : undefined
    return (lane && laneValue(lane, s.host.positionTicks())) ?? valueIn(record, param)
  }
  const byTempo = (param: string) => device && valueByTempo(device.params, param, own, s.tempo.bpm(s.host.positionTicks()))
  const values = (param: string) => byTempo(param) ?? own(param)
  const still = useMemo(
    () => ({
      onBegin: (label: string) => s.gesture(`${name}: ${named(label)}`),
      onChange: (param: string, v: number) => setParam(s.document, id, param, v),
      reading: (reading: string) => (s.host.playing ? s.host.reading(id, reading) : 0),
      isPlaying: () => s.host.playing,
      note: (key: number, velocity: number) => s.host.note(record.strip, key, velocity),
      probe: (side: 'in' | 'out') => s.host.probe(id, side),
      look: (what: string, usual: string) => looks()[`${record.device} ${what}`] ?? usual,
      onLook: (what: string, value: string) => {
        setSettings({ looks: { ...looks(), [`${record.device} ${what}`]: value } })
        s.changed()
      },
    }),
    [s, id, name, record.strip, record.device],
  )
  const isAutomated = (param: string) => lanes.has(param) || byTempo(param) !== undefined
  const drawn = (views as Readonly<Record<string, DeviceView>>)[record.device]
  const file = device?.zones && device.kind === 'effect' ? fileOf(s, id) : undefined
  // One that mixes by itself knows better what is dry.
  const hasMix = device?.kind === 'effect' && !device.params.mix
  const openMenu = (e: React.MouseEvent) => {
    chain.current = id
    s.openMenu(e, name, menuItems(s))
  }
  const head = {
    onPointerDown: (e: React.PointerEvent) => dragDevice(e, s, id, name),
    onDoubleClick: (e: React.MouseEvent) => {
      if (!(e.target as HTMLElement).closest('button, input')) fold(s, [id])
    },
  }
  const power = (
    <button
      type="button"
      className={on ? 'b g sq power on' : 'b g sq power'}
      aria-pressed={on}
      aria-label={t('{device} is on', { device: name })}
      title={on ? t('Bypass') : t('Switch on')}
      onClick={() => bypass(s, record)}
    >
      <Power />
    </button>
  )
  const folding = (
    <button
      type="button"
      className="b g sq"
      aria-expanded={!folded}
      aria-label={folded ? t('Unfold {device}', { device: name }) : t('Fold {device}', { device: name })}
      title={folded ? t('Unfold') : t('Fold')}
      onClick={() => fold(s, [id])}
    >
      <ChevronsRightLeft />
    </button>
  )
  return (
    <section
      className={`card${on ? '' : ' off'}${folded ? ' folded' : ''}${current ? ' current' : ''}`}
      data-card={id}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a card is chosen, moved and removed by keys
      tabIndex={0}
      aria-label={on ? name : t('{device}, bypassed', { device: name })}
      onFocus={() => {
        if (chain.current !== id) goTo(s, id, false)
      }}
      onKeyDown={(e) => {
        if (e.target !== e.currentTarget || e.altKey || e.ctrlKey || e.metaKey || e.shiftKey) return
        const by = e.key === 'ArrowRight' ? 1 : e.key === 'ArrowLeft' ? -1 : 0
        if (!by) return
        e.preventDefault()
        e.stopPropagation()
        const all = devicesOf(s.document, record.strip)
        const next = all[all.findIndex((d) => d.id === id) + by]
        if (next) goTo(s, next.id)
      }}
      onContextMenu={(e) => {
        if ((e.target as HTMLElement).closest('input, select')) return
        e.preventDefault()
        openMenu(e)
      }}
    >
      {folded ? (
        <div className="card-slim" {...head}>
          {power}
          <b>{name}</b>
          {folding}
        </div>
      ) : (
        <>
          <div className="card-head" {...head}>
            <span className="card-title">
              {power}
              <b>{name}</b>
              {device && (presetsOf(device).length > 0 || chain.naming?.id === id) && <PresetBar s={s} record={record} />}
            </span>
            <span className="card-track">
              <span className="card-tools">
                <button
                  type="button"
                  className="b g sq state"
                  aria-pressed={record.state === 'b'}
                  aria-label={t('Setting B of {device}', { device: name })}
                  title={record.state === 'b' ? t('Setting B sounds: click for A') : t('Setting A sounds: click for B')}
                  onClick={() => compare(s, record)}
                >
                  {record.state === 'b' ? 'B' : 'A'}
                </button>
                {folding}
                <button type="button" className="b g sq" aria-label={t('More of {device}', { device: name })} onClick={openMenu}>
                  <Ellipsis />
                </button>
              </span>
            </span>
          </div>
          {device ? (
            <>
              <div className="card-body">
                {drawn && (
                  <div className="card-view" style={{ width: drawn.width }}>
                    <drawn.view
                      device={device}
                      values={values}
                      isAutomated={isAutomated}
                      sampleRate={s.host.sampleRate}
                      {...still}
                      {...(file ? { file } : {})}
                    />
                    {device.zones && device.kind === 'effect' && <ResponseFile s={s} device={id} />}
                  </div>
                )}
                <DevicePanel
                  device={device}
                  values={values}
                  isAutomated={isAutomated}
                  driven={(param) => (lanes.has(param) ? driven(s, id, param, param) : undefined)}
                  onBegin={still.onBegin}
                  onChange={still.onChange}
                  {...(drawn?.covers ? { without: drawn.covers } : {})}
                />
                {device.zones && device.kind === 'instrument' && <Zones s={s} device={id} />}
              </div>
              {(hasMix || device.sidechain || device.readings) && (
                <div className="card-foot">
                  {hasMix && <Mix s={s} record={record} />}
                  {device.sidechain && <Sidechain s={s} record={record} />}
                  {device.readings && <Readings s={s} id={id} device={device} />}
                </div>
              )}
            </>
          ) : (
            <p className="none">
              {t('This device is not known here. It is kept in the project and passed over; a newer Tonmeister may know it.')}
            </p>
          )}
        </>
      )}
    </section>
  )
}
const MIX = percent({ name: word('Mix'), min: 0, max: 100, default: 100 })
/** How much of the device is heard; the rest is what went in. */
function Mix({ s, record }: { s: Session; record: DeviceRecord }) {
  const mix = record.mix ?? 100
  return (
    <span className="mix">
      {t('Mix')}
      <Knob
        param={MIX}
        value={mix}
        size={22}
        label={t('Mix of {device}', { device: nameOf(record) })}
        onBegin={() => s.gesture(t('Mix of {device}', { device: nameOf(record) }))}
        onChange={(v) => setMix(s.document, record.id, Math.round(v))}
      />
      <span className="num">{valueText(MIX, mix)}</span>
    </span>
  )
}
function Sidechain({ s, record }: { s: Session; record: DeviceRecord }) {
  const strips = s.strips().filter((x) => x.kind !== 'main' && x.id !== record.strip)
  return (
    <label className="sidechain">
      {t('Listens to')}
      <select
        className="choice names"
        value={record.sidechain ?? ''}
        onChange={(e) => {
          const source = e.target.value || null
          const circle = circleWith(s.document, { ...record, enabled: true, sidechain: source })
          if (!s.edit(t('Sidechain'), () => setSidechain(s.document, record.id, source))) s.notify(circleText(circle), true)
        }}
      >
        <option value="">{t('its own input')}</option>
        {strips.map((x) => (
          <option key={x.id} value={x.id}>
            {x.name}
          </option>
        ))}
      </select>
      {record.sidechain && (
        <select
          className="choice"
          aria-label={t('Where the key is taken')}
          value={record.sidechainPre ? 'pre' : 'post'}
          onChange={(e) => s.edit(t('Sidechain'), () => setSidechainPre(s.document, record.id, e.target.value === 'pre'))}
        >
          <option value="post">{t('after the fader')}</option>
          <option value="pre">{t('before the fader')}</option>
        </select>
      )}
    </label>
  )
}
/** What the kernel publishes, as numbers and a bar. */
function Readings({ s, id, device }: { s: Session; id: string; device: Device }) {
  const bars = useRef<(HTMLElement | null)[]>([])
  const texts = useRef<(HTMLElement | null)[]>([])
  const entries = useMemo(() => Object.entries(device.readings ?? {}).filter(([, r]) => !r.hidden), [device])
  useEffect(() => {
    let next = 0
    return onFrame((now) => {
      entries.forEach(([name, r], i) => {
        const v = s.host.playing ? s.host.reading(id, name) : 0
        const share = Math.min(1, Math.max(0, (v - r.min) / (r.max - r.min)))
        const bar = bars.current[i]
        const transform = `scaleX(${share.toFixed(3)})`
        if (bar && bar.style.transform !== transform) bar.style.transform = transform
        const text = texts.current[i]
        const shown = `${formatNumber(v, 1)} ${r.unit}`
        if (now >= next && text && text.textContent !== shown) text.textContent = shown
      })
      if (now >= next) next = now + 100
    })
  }, [s, id, entries])
  return (
    <div className="readings">
      {entries.map(([name, r], i) => (
        <div key={name}>
          <span>{named(r.name)}</span>
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
