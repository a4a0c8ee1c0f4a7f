// Search for a device to put into the chain: typed, chosen with arrows and Enter. Presets are found by their names too.
import { Popover } from '@base-ui/react/popover'
import { devices as catalog } from '@tonmeister/devices'
import type { Device } from '@tonmeister/project'
import { named, t, word } from '@tonmeister/ui'
import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { type Adding, addFound, chain, fits } from '../app/chain.ts'
import type { Session } from '../app/session.ts'

/** Shown above the devices of a category. */
const CATEGORIES: Readonly<Record<Device['category'], string>> = {
  synth: word('Synthesisers'),
  drums: word('Drums'),
  sampler: word('Samplers'),
  eq: word('Equalisers'),
  dynamics: word('Dynamics'),
  delay: word('Delays'),
  reverb: word('Reverbs'),
  modulation: word('Modulation'),
  distortion: word('Distortion'),
  utility: word('Utilities'),
  analysis: word('Analysis'),
}
const ORDER: readonly Device['category'][] = [
  'eq',
  'dynamics',
  'delay',
  'reverb',
  'modulation',
  'distortion',
  'utility',
  'analysis',
  'synth',
  'drums',
  'sampler',
]
/** Presets that are listed besides devices. */
const PRESETS_MOST = 12

interface Found {
  readonly device: Device
  readonly preset?: Device['presets'][number]
}
const nameOf = (f: Found) => named(f.preset?.name ?? f.device.name)

function find(s: Session, adding: Adding, text: string): { readonly title: string; readonly items: readonly Found[] }[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const has = (...texts: string[]) => words.every((w) => texts.join(' ').toLowerCase().includes(w))
  // What begins as it was typed is meant before what has it somewhere.
  const begins = (name: string) => name.toLowerCase().startsWith(text.trim().toLowerCase())
  const later = (d: Device) => (begins(d.name) || begins(named(d.name)) ? 0 : 1)
  const all = Object.values(catalog).filter((d) => fits(s, adding, d))
  const groups = ORDER.flatMap((category) => {
    const title = named(CATEGORIES[category])
    const items = all
      .filter((d) => d.category === category && has(d.name, named(d.name), title, category))
      .sort((a, b) => later(a) - later(b) || (a.name < b.name ? -1 : 1))
      .map((device) => ({ device }))
    return items.length ? [{ title, items }] : []
  })
  const presets = words.length
    ? all.flatMap((device) =>
        device.presets.filter((p) => has(p.name, named(p.name), ...(p.tags ?? []))).map((preset) => ({ device, preset })),
      )
    : []
  return presets.length ? [...groups, { title: t('Presets'), items: presets.slice(0, PRESETS_MOST) }] : groups
}

/** @param anchor  finds the element that it opens at */
export function DeviceSearch({ s, adding, anchor }: { s: Session; adding: Adding; anchor: () => Element | null }) {
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const field = useRef<HTMLInputElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, where it opens
  useLayoutEffect(() => {
    anchor()?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [])
  const groups = useMemo(() => find(s, adding, text), [s, adding, text])
  const flat = groups.flatMap((g) => g.items)
  const close = () => {
    chain.adding = null
    s.changed()
  }
  const take = (f: Found | undefined) => {
    if (!f) return
    chain.adding = null
    addFound(s, adding, f.device, f.preset)
  }
  const go = (to: number) => {
    const next = Math.min(flat.length - 1, Math.max(0, to))
    setAt(next)
    list.current?.querySelectorAll('[role=option]')[next]?.scrollIntoView({ block: 'nearest' })
  }
  let index = 0
  const title = adding.replace ? t('Replace by') : t('Add device')
  return (
    <Popover.Root open onOpenChange={(open) => !open && close()}>
      <Popover.Portal container={anchor()?.ownerDocument.body}>
        <Popover.Positioner anchor={anchor()} side="top" sideOffset={6} align="center" className="over">
          <Popover.Popup className="menu device-search" aria-label={title} initialFocus={field} finalFocus={false}>
            <input
              ref={field}
              className="palette-input"
              placeholder={title}
              aria-label={title}
              role="combobox"
              aria-expanded="true"
              aria-controls="device-search-list"
              aria-activedescendant={flat.length ? `device-found-${at}` : undefined}
              value={text}
              onChange={(e) => {
                setText(e.target.value)
                setAt(0)
              }}
              onKeyDown={(e) => {
                if (e.key === 'ArrowDown') go(at + 1)
                else if (e.key === 'ArrowUp') go(at - 1)
                else if (e.key === 'Enter') take(flat[at])
                else return
                e.preventDefault()
                e.stopPropagation()
              }}
            />
            <div className="palette-list" id="device-search-list" role="listbox" aria-label={t('Devices')} ref={list}>
              {groups.map((group) => (
                <div key={group.title} role="group" aria-label={group.title}>
                  <p className="label" aria-hidden="true">
                    {group.title}
                  </p>
                  {group.items.map((f) => {
                    const i = index++
                    return (
                      // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
                      <div
                        key={nameOf(f) + f.device.id}
                        id={`device-found-${i}`}
                        role="option"
                        aria-selected={i === at}
                        className={i === at ? 'sel' : ''}
                        onPointerMove={() => setAt(i)}
                        onClick={() => take(f)}
                      >
                        <span>{nameOf(f)}</span>
                        {f.preset && <em>{named(f.device.name)}</em>}
                      </div>
                    )
                  })}
                </div>
              ))}
              {flat.length === 0 && <p className="none">{t('No device is called “{text}”.', { text })}</p>}
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
