// History: what was done; a click goes there.
import { t } from '@tonmeister/ui'
import { useEffect, useRef } from 'react'
import { command } from '../app/commands.ts'
import type { Panel } from '../app/kinds.ts'
import { useSession } from '../app/session.ts'

export default { id: 'history', title: 'History', place: 'side', order: 3, view: HistoryList } satisfies Panel

function HistoryList() {
  const s = useSession()
  const { steps, undone } = s.history
  const now = useRef<HTMLButtonElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the number of steps that moves the list
  useEffect(() => {
    // In braces: some browsers answer with a promise, which is no way to end an effect.
    now.current?.scrollIntoView({ block: 'nearest' })
  }, [steps.length])
  const all = [...steps, ...undone]
  return (
    <div className="side-body" role="tabpanel" aria-label={t('History')}>
      <ol className="list history" aria-label={t('What was done')}>
        <li>
          <button
            type="button"
            className={steps.length === 0 ? 'item now' : 'item'}
            ref={steps.length === 0 ? now : undefined}
            aria-current={steps.length === 0}
            onClick={() => s.history.goTo(0)}
          >
            <span className="node-text" title={t('{project} as it was opened', { project: s.project.name })}>
              {t('{project} as it was opened', { project: s.project.name })}
            </span>
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
                <span className="node-text" title={step.label || t('Change')}>
                  {step.label || t('Change')}
                </span>
                {i >= steps.length && <em>{t('undone')}</em>}
              </button>
            </li>
          )
        })}
      </ol>
      {all.length === 0 && (
        <div className="none">
          <p>{t('Every step you take stands here; a click goes back to it, also after a reload.')}</p>
          <button type="button" className="b" onClick={() => command('palette').run(s)}>
            {t('Find a command')}
          </button>
        </div>
      )}
    </div>
  )
}
