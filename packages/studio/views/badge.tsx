// The save badge: what is written, and what can be done where it is not. It says saved only when the disk has it.
import { sentence, t } from '@tonmeister/ui'
import { useKeeping } from '../app/keeping.ts'
import { useSession } from '../app/session.ts'

export function SaveBadge() {
  const s = useSession()
  const { save } = useKeeping(s.keeping)
  const { kind, changes, why = '', isLate } = save
  const text = {
    saved: t('Saved in this browser'),
    saving: t('Saving ({changes, plural, one {# change} other {# changes}})', { changes }),
    failed: t('NOT saved: {why}', { why: sentence(why) }),
    elsewhere: t('Open in another window'),
    memory: t('NOT saved: this browser stores nothing'),
    sealed: t('Made with a newer version: read only'),
  }[kind]
  const state = kind === 'saving' && isLate ? 'late' : kind
  return (
    // Saving and saved come and go with every edit: only what is odd is read out.
    <span className={`save ${state}`} role={state === 'saved' || state === 'saving' ? undefined : 'status'} title={text}>
      <span className="save-text">{text}</span>
      {kind === 'elsewhere' && (
        <button type="button" className="b" title={t('The other window hands it over')} onClick={() => void s.keeping.take()}>
          {t('Use it here')}
        </button>
      )}
      {kind === 'failed' && (
        <button type="button" className="b" onClick={() => void s.keeping.saveNow()}>
          {t('Try again')}
        </button>
      )}
      {kind === 'failed' && (
        <button type="button" className="b" onClick={() => s.show('storage')}>
          {t('Free space')}
        </button>
      )}
      {kind === 'sealed' && (
        <button type="button" className="b" title={t('A project of this version, with what it understands')} onClick={s.keeping.unseal}>
          {t('Save a copy')}
        </button>
      )}
      {kind === 'memory' && (
        <button type="button" className="b" onClick={() => void s.saveZip()}>
          {t('Save a zip')}
        </button>
      )}
    </span>
  )
}
