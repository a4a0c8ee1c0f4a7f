// Browser: instruments and effects with their presets, searched, tried and put to use.
import { devices } from '@tonmeister/devices'
import type { Device } from '@tonmeister/project'
import { named, Toolbar, t, word } from '@tonmeister/ui'
import { ChevronRight, Folder, FolderOpen, Headphones, Piano, Play, Search, SlidersHorizontal, Square, X } from 'lucide-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { DEVICE_TYPE, insertDevice } from '../app/insert.ts'
import type { Panel } from '../app/kinds.ts'
import { canPreview } from '../app/preview.ts'
import { useSession } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'

type Preset = Device['presets'][number]

export default { id: 'browser', title: 'Browser', place: 'side', order: 1, view: Library } satisfies Panel

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
    ['instrument', word('Instruments')],
    ['effect', word('Effects')],
  ] as const) {
    const found = Object.values(devices)
      .filter((d) => d.kind === kind)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((device) => ({
        device,
        presets: device.presets.filter((p) => fits(`${p.name} ${p.tags?.join(' ') ?? ''} ${device.name} ${named(device.name)}`)),
        itself: fits(`${device.name} ${named(device.name)} ${device.category}`),
      }))
      .filter((x) => x.itself || x.presets.length)
    if (!found.length) continue
    const isOpen = words.length > 0 || !open.has(`closed ${kind}`)
    rows.push({ key: kind, level: 1, text: named(text), count: found.length, isOpen })
    if (!isOpen) continue
    for (const { device, presets } of found) {
      const shown = words.length > 0 ? presets.length > 0 && (!fits(device.name) || words.length > 0) : open.has(device.id)
      rows.push({
        key: device.id,
        level: 2,
        text: named(device.name),
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

/** Tags that many presets have. */
const SUGGESTIONS = ['bass', 'pad', 'vocal', 'drums', 'master'] as const

function Library() {
  const s = useSession()
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
  const [isAuto, setAuto] = useState(settings().previewOff !== true)
  const trying = current?.device !== undefined && s.preview.playing === `${current.device.id}/${current.preset?.name ?? ''}`
  const tryIt = (row: Row | undefined) => {
    if (row?.device && canPreview(row.device)) void s.preview.preset(row.device, row.preset)
  }
  /** Chooses a row; a sound is heard at once when that is wanted. */
  const pick = (row: Row) => {
    setAt(row.key)
    if (isAuto && row.level === 3) tryIt(row)
  }
  const go = (row: Row | undefined) => {
    if (!row) return
    pick(row)
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
    <div className="side-body library" role="tabpanel" aria-label={t('Browser')}>
      <div className="search">
        <Search />
        <input
          type="search"
          value={search}
          placeholder={t('Search sounds and devices')}
          aria-label={t('Search sounds and devices')}
          onChange={(e) => setSearch(e.target.value)}
          onKeyDown={(e) => {
            if (e.key === 'ArrowDown') {
              e.preventDefault()
              go(rows[0])
            } else if (e.key === 'Escape') setSearch('')
          }}
        />
        {search && (
          <button type="button" className="b g sq tiny" aria-label={t('Clear the search')} onClick={() => setSearch('')}>
            <X />
          </button>
        )}
      </div>
      <div className="tree" role="tree" aria-label={t('Sounds and devices')} ref={tree}>
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
            title={row.device ? t('{name}: double-click or drag it to a strip', { name: row.text }) : undefined}
            draggable={row.device !== undefined}
            onDragStart={(e) => {
              e.dataTransfer.setData(DEVICE_TYPE, row.preset ? `${row.device!.id}/${row.preset.name}` : row.device!.id)
              e.dataTransfer.effectAllowed = 'copy'
            }}
            onClick={() => {
              pick(row)
              if (row.level === 1) toggle(row)
            }}
            onDoubleClick={() => insert(row)}
            onKeyDown={(e) => {
              if (e.key === 'Enter' && e.shiftKey) tryIt(row)
              else if (e.ctrlKey || e.altKey || !onTreeKey(e.key, row)) return
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
                  // For the pointer: the row itself says that it opens, and arrows do it.
                  aria-hidden="true"
                  aria-label={t('Presets of {device}', { device: row.text })}
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
        {rows.length === 0 && (
          <div className="none">
            <p>{t('Nothing is called “{search}”. Try a kind of sound.', { search })}</p>
            <div className="suggestions">
              {SUGGESTIONS.map((word) => (
                <button type="button" className="b" key={word} onClick={() => setSearch(word)}>
                  {named(word)}
                </button>
              ))}
            </div>
          </div>
        )}
      </div>
      <Toolbar className="try" label={t('Try and add')}>
        <button
          type="button"
          className={trying ? 'b on' : 'b'}
          disabled={!current?.device || !canPreview(current.device)}
          aria-pressed={trying}
          title={t('Hear the chosen sound at the tempo of the project (Shift Enter)')}
          onClick={() => (trying ? s.preview.stop() : tryIt(current))}
        >
          {trying ? <Square /> : <Play />}
          {trying ? t('Stop') : t('Try')}
        </button>
        <button
          type="button"
          className={isAuto ? 'b g sq on' : 'b g sq'}
          aria-pressed={isAuto}
          aria-label={t('Hear sounds when they are chosen')}
          title={t('Hear sounds when they are chosen')}
          onClick={() => {
            setSettings({ previewOff: isAuto })
            setAuto(!isAuto)
            if (isAuto) s.preview.stop()
          }}
        >
          <Headphones />
        </button>
        <button
          type="button"
          className="b"
          disabled={!current?.device}
          title={t('Put it into the project (Enter)')}
          onClick={() => current && insert(current)}
        >
          {t('Add')}
        </button>
      </Toolbar>
    </div>
  )
}
