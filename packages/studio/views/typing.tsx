// The badge that says that letters play notes.
import { noteName } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { Keyboard, X } from 'lucide-react'
import { useSession } from '../app/session.ts'
import { typingOf } from '../app/typing.ts'
import { noteTrack } from '../commands/notes.ts'
import './typing.css'

export function TypingBadge() {
  const s = useSession()
  const typing = typingOf(s)
  if (!typing.on) return null
  const track = noteTrack(s)
  return (
    <div className="typing" role="status">
      <Keyboard />
      <span>
        <b>{track ? t('Keys play {track}', { track: track.name }) : t('Choose an instrument track to play it')}</b>
        <small>
          {t('A to ’ from {key}, Z X octave, C V velocity {velocity}, Esc leaves', {
            key: noteName(typing.base),
            velocity: typing.velocity,
          })}
        </small>
      </span>
      <button type="button" className="b g sq tiny" aria-label={t('Leave the keyboard')} onClick={() => typing.toggle()}>
        <X />
      </button>
    </div>
  )
}
