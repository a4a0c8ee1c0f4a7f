// Track heads: name, mute, solo of each row, and their menu.
import { colorTrack, moveTrack, type Rec, removeTrack, type TrackRecord, toggleMute, toggleSolo } from '@tonmeister/project'
import { memo } from 'react'
import type { MenuItem, Session } from '../../app/session.ts'

function trackItems(s: Session, track: TrackRecord, before: string | undefined, after: string | undefined, isLast: boolean): MenuItem[] {
  return [
    {
      title: 'Name, colour, output',
      run: () => {
        s.layout.show('inspector')
        s.select(track.strip)
        s.changed()
      },
    },
    {
      title: 'Show its devices',
      run: () => {
        s.layout.show('devices')
        s.select(track.strip)
        s.changed()
      },
    },
    { title: 'Next colour', run: () => s.edit('Colour', () => colorTrack(s.document, track.id, (track.color % 8) + 1)) },
    { title: 'Move up', disabled: !before, run: () => s.edit('Move track', () => moveTrack(s.document, track.id, before)) },
    { title: 'Move down', disabled: isLast, run: () => s.edit('Move track', () => moveTrack(s.document, track.id, after)) },
    null,
    {
      title: 'Remove track',
      run: () => {
        s.edit(`Remove ${track.name}`, () => removeTrack(s.document, track.id))
        if (s.selectedStrip === track.strip) s.select(null)
        s.notify(`${track.name} removed.`, false, true)
      },
    },
  ]
}

interface HeadProps {
  readonly s: Session
  /** Pixels. */
  readonly height: number
  readonly track: TrackRecord
  readonly strip: Rec
  readonly selected: boolean
  readonly before: string | undefined
  readonly after: string | undefined
  readonly isLast: boolean
}
export const Head = memo(function Head({ s, height, track, strip, selected, before, after, isLast }: HeadProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: arrows choose strips, see the commands
    <div
      className={selected ? 'head sel' : 'head'}
      data-strip={track.strip}
      style={{ height }}
      onClick={() => s.select(track.strip)}
      onContextMenu={(e) => {
        e.preventDefault()
        s.select(track.strip)
        s.openMenu(e, track.name, trackItems(s, track, before, after, isLast))
      }}
      role="group"
      aria-label={track.name}
    >
      <u style={{ background: `var(--t${track.color})` }} />
      <p>
        <b title={track.name}>{track.name}</b>
        <span>{track.note ?? ''}</span>
      </p>
      <div className="msr">
        <button
          type="button"
          className="tog m"
          aria-pressed={strip.mute === true}
          aria-label={`Mute ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Mute', () => toggleMute(s.document, track.strip))
          }}
        >
          M
        </button>
        <button
          type="button"
          className="tog s"
          aria-pressed={strip.solo === true}
          aria-label={`Solo ${track.name}`}
          onClick={(e) => {
            e.stopPropagation()
            s.edit('Solo', () => toggleSolo(s.document, track.strip, e.altKey))
          }}
        >
          S
        </button>
      </div>
    </div>
  )
})
