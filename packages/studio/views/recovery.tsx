// One card about what was found wrong when a project was opened: what is there, what is not, and what can be done. It can always wait.
import { t } from '@tonmeister/ui'
import { inWords, type Keeping, useKeeping } from '../app/keeping.ts'
import { download, type Session, useSession } from '../app/session.ts'
import type { Recovery } from '../workers/keep.ts'

/** Names of files that are said. */
const NAMED = 3

export function RecoveryCard() {
  const s = useSession()
  const keeping = useKeeping(s.keeping)
  if (keeping.unreadable) return <DoesNotOpen s={s} keeping={keeping} />
  if (keeping.recovery) return <Recovered s={s} keeping={keeping} recovery={keeping.recovery} />
  return null
}

function Recovered({ s, keeping, recovery }: { s: Session; keeping: Keeping; recovery: Recovery }) {
  const { missing, lost, isTorn, media, earlier } = recovery
  const answer = (wantsEarlier: boolean) => void keeping.answerRecovery(wantsEarlier).catch((e) => s.notify(inWords(e), true))
  return (
    <section className="recovery" aria-label={t('Recovered')}>
      <h2>{t('{name} was recovered', { name: s.project.name })}</h2>
      <ul>
        <li>
          {t('There: everything else, with undo for {steps, plural, one {# step} other {# steps}}.', { steps: s.history.steps.length })}
        </li>
        {isTorn && <li>{t('Not there: the change that was being written when the window ended.')}</li>}
        {missing > 0 && (
          <li>
            {t(
              'Not there: {missing, plural, one {one change} other {# changes}} in a damaged part of the journal. Those made later are there; what came before cannot be undone.',
              { missing },
            )}
          </li>
        )}
        {lost > 0 && (
          <li>{t('Not there: {lost, plural, one {one thing} other {# things}} in a damaged part of the stored state.', { lost })}</li>
        )}
        {media.length > 0 && (
          <li>
            {t(
              'Missing: {count, plural, one {{names} plays} other {# files, {names}, play}} as silence until found again in the panel Media.',
              {
                count: media.length,
                names: media.length > NAMED ? `${media.slice(0, NAMED).join(', ')} …` : media.join(', '),
              },
            )}
          </li>
        )}
      </ul>
      <div className="foot">
        <button type="button" className="b g" onClick={keeping.laterRecovery}>
          {t('Later')}
        </button>
        {earlier && (
          <button type="button" className="b" onClick={() => answer(true)}>
            {t('Open the earlier state')}
          </button>
        )}
        <button type="button" className="b p" onClick={() => answer(false)}>
          {t('Keep')}
        </button>
      </div>
    </section>
  )
}

function DoesNotOpen({ s, keeping }: { s: Session; keeping: Keeping }) {
  const { key, name, why } = keeping.unreadable!
  const title = name || t('Without name')
  const tell = (e: unknown) => s.notify(inWords(e), true)
  return (
    <section className="recovery" role="alert" aria-label={t('A project does not open')}>
      <h2>{t('{name} could not be opened', { name: title })}</h2>
      <p>{t('{why} Nothing stored of it was changed.', { why })}</p>
      <div className="foot">
        <button type="button" className="b g" onClick={keeping.laterRecovery}>
          {t('Later')}
        </button>
        <button
          type="button"
          className="b"
          onClick={() => void keeping.everything(key).then((blob) => download(blob, `${title}.zip`), tell)}
        >
          {t('Download it')}
        </button>
        <button type="button" className="b p" onClick={() => void keeping.openReadable(key).catch(tell)}>
          {t('Open what can be read')}
        </button>
      </div>
    </section>
  )
}
