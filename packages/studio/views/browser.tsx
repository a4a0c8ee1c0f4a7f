// Left side: instruments and effects with their presets; the project's media; what was done.
import { devices } from '@tonmeister/devices'
import {
  type AssetRecord,
  addAudioTrack,
  addDevice,
  addTrack,
  applyPreset,
  type Device,
  formatNumber,
  renameTrack,
} from '@tonmeister/project'
import { AudioLines, ChevronRight, Folder, FolderOpen, Piano, Search, SlidersHorizontal, X } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { command } from '../app/commands.ts'
import { type Session, useSession } from '../app/session.ts'
import { Tabs } from './tabs.tsx'

/** What is dragged out of the browser: `device` or `device/preset`. */
export const DEVICE_TYPE = 'application/x-tonmeister-device'
export const ASSET_TYPE = 'application/x-tonmeister-asset'

type Preset = Device['presets'][number]

/** Puts a device where it belongs: an instrument on a track of its own, an effect on a strip (the selected one, or main). */
export function insertDevice(s: Session, device: Device, preset?: Preset, onto?: string): void {
  s.edit(`Add ${preset?.name ?? device.name}`, () =>
    s.document.transact(() => {
      let strip = onto
      if (device.kind === 'instrument') {
        const name = preset?.name ?? device.name
        const made = addTrack(s.document, s.newId, { name, note: device.name })
        strip = made.strip
      }
      strip ??= s.selectedStrip ?? s.strips().at(-1)?.id
      if (!strip || s.document.get(strip)?.type !== 'strip') return
      const id = addDevice(s.document, s.newId, strip, device)
      if (preset) applyPreset(s.document, id, preset)
      s.select(strip)
    }),
  )
  s.dock = 'devices'
  s.changed()
}
/** Reads what was dragged out of the browser. */
export function droppedDevice(data: DataTransfer): { readonly device: Device; readonly preset?: Preset } | undefined {
  const [id = '', name] = data.getData(DEVICE_TYPE).split('/')
  const device = devices[id]
  if (!device) return undefined
  const preset = device.presets.find((p) => p.name === name)
  return preset ? { device, preset } : { device }
}

export function Side() {
  const s = useSession()
  return (
    <aside id="browser" aria-label="Browser" tabIndex={-1}>
      <Tabs
        label="Browser"
        value={s.side}
        tabs={[
          { id: 'browser', name: 'Browser' },
          { id: 'media', name: 'Media' },
          { id: 'history', name: 'History' },
        ]}
        onChange={(side) => {
          s.side = side
          s.changed()
        }}
      />
      {s.side === 'browser' ? <Library s={s} /> : s.side === 'media' ? <MediaList s={s} /> : <HistoryList s={s} />}
    </aside>
  )
}

interface Row {
  readonly key: string
  readonly level: 1 | 2 | 3
  readonly text: string
  readonly count?: number
  readonly isOpen?: boolean
  readonly device?: Device
  readonly preset?: Preset
}
function libraryRows(search: string, open: ReadonlySet<string>): readonly Row[] {
  const rows: Row[] = []
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (text: string) => words.every((w) => text.toLowerCase().includes(w))
  for (const [kind, text] of [
    ['instrument', 'Instruments'],
    ['effect', 'Effects'],
  ] as const) {
    const found = Object.values(devices)
      .filter((d) => d.kind === kind)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((device) => ({
        device,
        presets: device.presets.filter((p) => fits(`${p.name} ${p.tags?.join(' ') ?? ''} ${device.name}`)),
        itself: fits(`${device.name} ${device.category}`),
      }))
      .filter((x) => x.itself || x.presets.length)
    if (!found.length) continue
    const isOpen = words.length > 0 || !open.has(`closed ${kind}`)
    rows.push({ key: kind, level: 1, text, count: found.length, isOpen })
    if (!isOpen) continue
    for (const { device, presets } of found) {
      const shown = words.length > 0 ? presets.length > 0 && (!fits(device.name) || words.length > 0) : open.has(device.id)
      rows.push({
        key: device.id,
        level: 2,
        text: device.name,
        device,
        isOpen: shown,
        ...(device.presets.length ? { count: device.presets.length } : {}),
      })
      if (shown)
        for (const preset of presets) rows.push({ key: `${device.id}/${preset.name}`, level: 3, text: preset.name, device, preset })
    }
  }
  return rows
}

function Library({ s }: { s: Session }) {
  const [search, setSearch] = useState('')
  const deferred = useDeferredValue(search)
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [at, setAt] = useState('')
  const rows = useMemo(() => libraryRows(deferred, open), [deferred, open])
  const tree = useRef<HTMLDivElement>(null)
  const current = rows.find((r) => r.key === at) ?? rows[0]
  const toggle = (row: Row, wanted = !row.isOpen) => {
    const next = new Set(open)
    const key = row.level === 1 ? `closed ${row.key}` : row.key
    if ((row.level === 1) === wanted) next.delete(key)
    else next.add(key)
    setOpen(next)
  }
  const go = (row: Row | undefined) => {
    if (!row) return
    setAt(row.key)
    const node = tree.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)
    node?.focus()
    node?.scrollIntoView({ block: 'nearest' })
  }
  const insert = (row: Row) => {
    if (row.device) insertDevice(s, row.device, row.preset)
    else toggle(row)
  }
  /** True when the key means something in a tree. */
  const onTreeKey = (key: string, row: Row): boolean => {
    const i = rows.indexOf(row)
    if (key === 'ArrowDown') go(rows[i + 1])
    else if (key === 'ArrowUp') go(rows[i - 1])
    else if (key === 'Home') go(rows[0])
    else if (key === 'End') go(rows.at(-1))
    else if (key === 'Enter') insert(row)
    else if (key === 'ArrowRight') {
      if (row.isOpen === false) toggle(row, true)
      else go(row.isOpen ? rows[i + 1] : undefined)
    } else if (key === 'ArrowLeft') {
      if (row.isOpen) toggle(row, false)
      else go(rows.slice(0, i).findLast((r) => r.level < row.level))
    } else return false
    return true
  }
  return (
    <div className="side-body" role="tabpanel" aria-label="Browser">
      <div className="search">
        <Search />
        <input
          type="search"
          value={search}
          placeholder="Search sounds and devices"
          aria-label="Search sounds and devices"
          onChange={(e) => setSearch(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'ArrowDown') {
              e.preventDefault()
              go(rows[0])
            } else if (e.key === 'Escape') setSearch('')
          }}
        />
        {search && (
          <button type="button" className="b g sq tiny" aria-label="Clear the search" onClick={() => setSearch('')}>
            <X />
          </button>
        )}
      </div>
      <div className="tree" role="tree" aria-label="Sounds and devices" ref={tree}>
        {rows.map((row) => (
          <div
            key={row.key}
            data-key={row.key}
            role="treeitem"
            aria-level={row.level}
            aria-selected={row === current}
            {...(row.isOpen === undefined ? {} : { 'aria-expanded': row.isOpen })}
            tabIndex={row === current ? 0 : -1}
            className={`node l${row.level}${row.key === at ? ' sel' : ''}`}
            title={row.device ? `${row.text}: double-click or drag it to a strip` : undefined}
            draggable={row.device !== undefined}
            onDragStart={(e) => {
              e.dataTransfer.setData(DEVICE_TYPE, row.preset ? `${row.device!.id}/${row.preset.name}` : row.device!.id)
              e.dataTransfer.effectAllowed = 'copy'
            }}
            onClick={() => {
              setAt(row.key)
              if (row.level === 1) toggle(row)
            }}
            onDoubleClick={() => insert(row)}
            onKeyDown={(e) => {
              if (e.ctrlKey || e.altKey || !onTreeKey(e.key, row)) return
              e.preventDefault()
              e.stopPropagation()
            }}
          >
            {row.level === 1 ? (
              row.isOpen ? (
                <FolderOpen />
              ) : (
                <Folder />
              )
            ) : row.level === 2 ? (
              <>
                <button
                  type="button"
                  className={row.isOpen ? 'twist open' : 'twist'}
                  tabIndex={-1}
                  aria-label={`Presets of ${row.text}`}
                  style={row.count ? undefined : { visibility: 'hidden' }}
                  onClick={(e) => {
                    e.stopPropagation()
                    toggle(row)
                  }}
                >
                  <ChevronRight />
                </button>
                {row.device?.kind === 'instrument' ? <Piano /> : <SlidersHorizontal />}
              </>
            ) : null}
            <span className="node-text">{row.text}</span>
            {row.count !== undefined && <em>{row.count}</em>}
          </div>
        ))}
        {rows.length === 0 && <p className="none">Nothing is called “{search}”. Try a kind of sound: bass, pad, vocal, master.</p>}
      </div>
    </div>
  )
}

const seconds = (a: AssetRecord) => a.frames / a.sampleRate
const duration = (t: number) =>
  t < 60 ? `${formatNumber(t, 1)} s` : `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, '0')}`

function MediaList({ s }: { s: Session }) {
  const assets = s.document.byType<AssetRecord>('asset').sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  const place = (asset: AssetRecord) =>
    s.edit(`Place ${asset.name}`, () =>
      s.document.transact(() => {
        const { track } = addAudioTrack(s.document, s.newId, asset, Math.round(s.tempo.flicks(s.host.positionTicks())))
        renameTrack(s.document, track, asset.name.replace(/\.\w{1,5}$/, ''))
      }),
    )
  return (
    <div className="side-body" role="tabpanel" aria-label="Media">
      {assets.length === 0 ? (
        <div className="none">
          <p>Sound files of this project stand here. Drop WAV or MIDI files anywhere in the arrangement.</p>
          <button type="button" className="b" onClick={() => command('import').run(s)}>
            Import files
          </button>
        </div>
      ) : (
        <ul className="list" aria-label="Media">
          {assets.map((asset) => (
            <li key={asset.id}>
              <button
                type="button"
                className="item"
                draggable
                title={`${asset.name}: double-click places it at the play head, or drag it onto a track`}
                onDragStart={(e) => {
                  e.dataTransfer.setData(ASSET_TYPE, asset.id)
                  e.dataTransfer.effectAllowed = 'copy'
                }}
                onDoubleClick={() => place(asset)}
                onKeyDown={(e) => {
                  if (e.key !== 'Enter') return
                  e.preventDefault()
                  e.stopPropagation()
                  place(asset)
                }}
              >
                <AudioLines />
                <span className="node-text">{asset.name}</span>
                <em className="num">{duration(seconds(asset))}</em>
                <small>
                  {s.missing.has(asset.id) ? (
                    <b className="rec-text">missing: drop the file again</b>
                  ) : (
                    `${asset.channels === 1 ? 'mono' : asset.channels === 2 ? 'stereo' : `${asset.channels} channels`} · ${formatNumber(asset.sampleRate / 1000, asset.sampleRate % 1000 ? 1 : 0)} kHz`
                  )}
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function HistoryList({ s }: { s: Session }) {
  const { steps, undone } = s.history
  const now = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the number of steps that moves the list
  useEffect(() => now.current?.scrollIntoView({ block: 'nearest' }), [steps.length])
  const all = [...steps, ...undone]
  return (
    <div className="side-body" role="tabpanel" aria-label="History">
      <ol className="list history" aria-label="What was done">
        <li>
          <button
            type="button"
            className={steps.length === 0 ? 'item now' : 'item'}
            ref={steps.length === 0 ? now : undefined}
            aria-current={steps.length === 0}
            onClick={() => s.history.goTo(0)}
          >
            <span className="node-text">{s.project.name} as it was opened</span>
          </button>
        </li>
        {all.map((step, i) => {
          const isNow = i === steps.length - 1
          return (
            <li key={i}>
              <button
                type="button"
                className={`item${isNow ? ' now' : ''}${i >= steps.length ? ' undone' : ''}`}
                ref={isNow ? now : undefined}
                aria-current={isNow}
                onClick={() => s.history.goTo(i + 1)}
              >
                <span className="node-text">{step.label || 'Change'}</span>
                {i >= steps.length && <em>undone</em>}
              </button>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
