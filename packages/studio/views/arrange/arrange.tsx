// Arrangement: rulers, track heads, lanes with clips. Lanes and rulers are canvases; a hidden grid says the same in words.
import { type AssetRecord, addAudioClip, addAudioTrack, withGroups } from '@tonmeister/project'
import { fitCanvas, onFrame, sizeOf, t } from '@tonmeister/ui'
import { Plus } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { arrangementOf } from '../../app/arrangement.ts'
import { command } from '../../app/commands.ts'
import { editing } from '../../app/editing.ts'
import { dropped as filesOf } from '../../app/files.ts'
import { ASSET_TYPE, droppedDevice, insertDevice } from '../../app/insert.ts'
import { rowAt, rowsOf } from '../../app/rows.ts'
import { useSession } from '../../app/session.ts'
import { newClipOn, openClip } from '../../commands/notes.ts'
import { AutomationLanes } from './automation.tsx'
import { fontsLoaded } from './draw.ts'
import { cursorAt, dragging, hitAt, lanesDrag, snap } from './gestures.ts'
import { HiddenGrid, useSettled } from './grid.tsx'
import { track as followPointer } from './head-gestures.ts'
import { Heads } from './heads.tsx'
import { Lanes, paintAhead } from './lanes.ts'
import { clipItems, laneItems, lines } from './menus.ts'
import { Minimap } from './minimap.tsx'
import { Corner, Rulers } from './ruler-box.tsx'
import { rulerRows } from './rulers.ts'
import { Tools } from './tools.tsx'
import './arrange.css'

/** Milliseconds without another zoom after which the lanes are painted in full. */
const ZOOM_REST = 100

export function Arrange() {
  const s = useSession()
  const lanes = useRef<HTMLCanvasElement>(null)
  const ahead = useRef<HTMLCanvasElement>(null)
  const flag = useRef<HTMLElement>(null)
  const line = useRef<HTMLElement>(null)
  const own = arrangementOf(s)
  const rulers = rulerRows(s)
  const [drop, setDrop] = useState(false)
  const tracks = s.tracks()
  const settled = useSettled(s)

  useEffect(() => {
    const painter = new Lanes()
    let last = ''
    let lastAhead = ''
    let lastX = Number.NaN
    let perPixel = s.viewport.perPixel
    let restsAt = 0
    return onFrame((now) => {
      const canvas = lanes.current
      if (!canvas) return
      const v = s.viewport
      const size = sizeOf(canvas)
      v.resize(size.width, size.height)
      const position = s.host.positionTicks()
      if (!s.host.playing) own.isWaiting = false
      else if (!own.isWaiting && !dragging.on) {
        if (own.follow === 'page') v.follow(position)
        else if (own.follow === 'continuous') v.centre(position)
      }
      // The play head is a layer of its own: while it moves, nothing is painted.
      const x = Math.round(v.x(position) * 2) / 2
      if (x !== lastX) {
        lastX = x
        const inside = x >= -8 && x <= v.width + 8
        for (const part of [flag.current, line.current]) {
          if (!part) continue
          part.style.visibility = inside ? 'visible' : 'hidden'
          part.style.transform = `translateX(${x}px)`
        }
      }
      const resized = fitCanvas(canvas)
      if (v.perPixel !== perPixel) {
        perPixel = v.perPixel
        restsAt = now + ZOOM_REST
      }
      const isZooming = now < restsAt
      const look = `${s.key} ${s.arrangeVersion} ${document.documentElement.dataset.theme} ${fontsLoaded()}`
      // A drag is painted on its own canvas: under it only the clips that it has taken are missing.
      const taken = dragging.on && !dragging.copies ? dragging.ids.size : 0
      const content = `${isZooming} ${look} ${s.looping} ${s.loopStart} ${s.loopEnd} ${taken}`
      const state = `${content} ${v.version}`
      if (state !== last || resized) painter.paint(canvas, s, dragging, content, isZooming)
      last = state
      const over = ahead.current
      const nextAhead = `${look} ${dragging.version} ${dragging.on ? v.version : ''} ${editing.ripple} ${v.width} ${v.height}`
      if (over && nextAhead !== lastAhead) {
        lastAhead = nextAhead
        over.style.visibility = paintAhead(over, s, dragging) ? 'visible' : 'hidden'
      }
    })
  }, [s, own])

  const wheel = (e: React.WheelEvent) => {
    const box = lanes.current!.getBoundingClientRect()
    if (e.ctrlKey || e.metaKey) s.viewport.zoom(Math.exp(e.deltaY * 0.002), e.clientX - box.left)
    else if (e.altKey) scaleAt(e.clientY - box.top, e.deltaY < 0 ? 1.1 : 1 / 1.1)
    else if (e.shiftKey) s.viewport.scroll(e.deltaY || e.deltaX, 0)
    else s.viewport.scroll(e.deltaX, e.deltaY)
    if (e.ctrlKey || e.metaKey || e.shiftKey || e.deltaX) own.scrolled()
  }
  /** All rows taller or lower; what lies under the pointer stays there. */
  const scaleAt = (y: number, by: number) => {
    const v = s.viewport
    const row = rowAt(s, y + v.top)
    own.setScale(own.scale * by)
    const next = row && rowsOf(s).of.get(row.track.id)
    if (row && next) v.scroll(0, next.top + ((y + v.top - row.top) / row.whole) * next.whole - y - v.top)
  }
  /** The middle button takes hold of the view. */
  const pan = (e: React.PointerEvent) => {
    if (e.button !== 1) return
    e.preventDefault()
    let { clientX: x, clientY: y } = e
    own.scrolled()
    followPointer(e, {
      move: (m) => {
        s.viewport.scroll(x - m.clientX, y - m.clientY)
        x = m.clientX
        y = m.clientY
      },
      end: () => {},
    })
  }
  useEffect(() => {
    // React's wheel listeners are passive: the page would zoom as well.
    const stop = (e: WheelEvent) => {
      if (e.ctrlKey || (e.altKey && (e.target as HTMLElement).closest?.('#arrangement'))) e.preventDefault()
    }
    addEventListener('wheel', stop, { passive: false })
    return () => removeEventListener('wheel', stop)
  }, [])

  const take = (e: React.DragEvent) => {
    e.preventDefault()
    e.stopPropagation()
    setDrop(false)
    const box = lanes.current!.getBoundingClientRect()
    const at = e.clientX < box.left ? 0 : Math.max(0, snap(s, s.viewport.ticks(e.clientX - box.left), e.ctrlKey))
    const track = rowAt(s, e.clientY - box.top + s.viewport.top)?.track
    const dropped = droppedDevice(e.dataTransfer)
    const asset = s.document.get(e.dataTransfer.getData(ASSET_TYPE)) as AssetRecord | undefined
    if (dropped) insertDevice(s, dropped.device, dropped.preset, dropped.device.kind === 'effect' ? track?.strip : undefined)
    else if (asset?.type === 'asset')
      s.edit(t('Place {name}', { name: asset.name }), () => {
        const flicks = Math.round(s.tempo.flicks(at))
        const clip = track
          ? addAudioClip(s.document, s.newId, track.id, asset, flicks)
          : addAudioTrack(s.document, s.newId, asset, flicks).clip
        s.selectClips([clip])
      })
    else void filesOf(e.dataTransfer).then((files) => s.take(files, at))
  }
  const pointed = (e: React.MouseEvent) => {
    const box = lanes.current!.getBoundingClientRect()
    return hitAt(s, e.clientX - box.left, e.clientY - box.top)
  }
  const openMenu = (e: React.MouseEvent) => {
    const { clip } = pointed(e)
    if (clip && !s.selectedClips.has(clip.id)) s.selectClips(withGroups(s.document, [clip.id]))
    s.openMenu(
      // A long press comes after its event, which then has no target any more.
      { currentTarget: lanes.current!, clientX: e.clientX, clientY: e.clientY, type: 'contextmenu' },
      clip ? clip.name || t('Clip') : t('Arrangement'),
      clip ? clipItems(s) : laneItems(s),
    )
  }
  return (
    <section
      id="arrangement"
      data-where="arrangement"
      tabIndex={-1}
      className={drop ? 'arr drop' : 'arr'}
      aria-label={t('Arrangement')}
      style={{ gridTemplateRows: `34px 18px ${rulers.height}px minmax(0, 1fr)` }}
      onPointerDownCapture={pan}
      onDragOver={(e) => {
        e.preventDefault()
        setDrop(true)
      }}
      onDragLeave={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget as Node | null)) setDrop(false)
      }}
      onDrop={take}
    >
      <div className="tools-corner">
        <button
          type="button"
          className="b"
          aria-haspopup="menu"
          title={t('Add a track')}
          onClick={(e) => s.openMenu(e, t('Add a track'), lines(s, 'add-instrument', 'add-audio', 'add-folder', null, 'add-track'))}
        >
          <Plus />
          <span>{t('Add a track')}</span>
        </button>
      </div>
      <Tools s={s} />
      <div className="minimap-corner">{t('Overview')}</div>
      <Minimap />
      <Corner s={s} />
      <Rulers onWheel={wheel}>
        <i className="flag" ref={flag} style={{ top: rulers.rows.find((r) => r.id === 'bars')?.top ?? 0 }} />
      </Rulers>
      <Heads s={s} onWheel={wheel} />
      <div className="lanes-box">
        <canvas
          ref={lanes}
          className="lanes"
          aria-hidden="true"
          onWheel={wheel}
          onPointerDown={(e) => lanesDrag(e, s, lanes.current!, openMenu)}
          onPointerMove={(e) => {
            if (e.buttons) return
            const box = lanes.current!.getBoundingClientRect()
            const cursor = cursorAt(s, e.clientX - box.left, e.clientY - box.top)
            if (lanes.current!.style.cursor !== cursor) lanes.current!.style.cursor = cursor
          }}
          onContextMenu={(e) => {
            e.preventDefault()
            openMenu(e)
          }}
          onDoubleClick={(e) => {
            const { clip, track, ticks } = pointed(e)
            if (clip) openClip(s, clip)
            else newClipOn(s, track, ticks)
          }}
        />
        <AutomationLanes s={s} onWheel={wheel} />
        <canvas ref={ahead} className="ahead" aria-hidden="true" />
        <i className="head-line" ref={line} />
        {tracks.length === 0 && (
          <div className="empty">
            <p>{t('Drop audio or MIDI files here, or begin with one of these.')}</p>
            <div>
              <button type="button" className="b p" onClick={() => command('add-instrument').run(s)}>
                {t('Add an instrument')}
              </button>
              <button type="button" className="b" onClick={() => command('import').run(s)}>
                {t('Import audio or MIDI')}
              </button>
              <button type="button" className="b" onClick={() => command('new').run(s)}>
                {t('Open a template')}
              </button>
            </div>
          </div>
        )}
        <HiddenGrid s={s} tracks={rowsOf(s).rows.map((r) => r.track)} version={`${s.key} ${s.arrangeVersion} ${settled}`} />
      </div>
    </section>
  )
}
