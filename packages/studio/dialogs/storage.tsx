// What this browser keeps: projects with their sizes, the space that is left, and whether the browser may clear it.
import { Dialog } from '@base-ui/react/dialog'
import { formatNumber } from '@tonmeister/project'
import { currentLanguage, sentence, t } from '@tonmeister/ui'
import { useCallback, useEffect, useState } from 'react'
import { inWords, useKeeping } from '../app/keeping.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import type { Sized } from '../workers/keep.ts'

export default { id: 'storage', view: Storage } satisfies DialogKind

function size(bytes: number): string {
  const [unit, scale, digits] = bytes < 1e6 ? ['kB', 1e3, 0] : bytes < 1e9 ? ['MB', 1e6, bytes < 1e7 ? 1 : 0] : (['GB', 1e9, 1] as const)
  return `${formatNumber(bytes / (scale as number), digits as number)} ${unit}`
}

function Storage({ s }: DialogProps) {
  const keeping = useKeeping(s.keeping)
  const [list, setList] = useState<readonly Sized[] | null>(null)
  const [room, setRoom] = useState<{ readonly used: number; readonly left: number } | null>(null)
  const [problem, setProblem] = useState('')
  const load = useCallback(async () => {
    setList(await s.keeping.sizes())
    const { usage = 0, quota = 0 } = await navigator.storage.estimate()
    setRoom({ used: usage, left: Math.max(0, quota - usage) })
  }, [s])
  const tell = useCallback((error: unknown) => setProblem(inWords(error)), [])
  useEffect(() => void load().catch(tell), [load, tell])
  const { save } = keeping
  return (
    <>
      <Dialog.Title>{t('Storage in this browser')}</Dialog.Title>
      <div className="facts">
        {save.kind === 'memory' && (
          <p className="problem">{t('This browser stores nothing for this site: {why}', { why: sentence(save.why ?? '') })}</p>
        )}
        <div className="row">
          {t('Used')} <span className="num">{room ? size(room.used) : '…'}</span>
        </div>
        <div className="row">
          {t('Left, as the browser says')} <span className="num">{room ? size(room.left) : '…'}</span>
        </div>
      </div>
      <p className="sub">
        {keeping.isPersistent
          ? t('The browser has promised to keep it until you delete it.')
          : t('The browser may clear it when the disk is full or after a long time. Save a zip or a folder of what must last.')}
      </p>
      {problem && (
        <p className="problem" role="alert">
          {t('That did not work: {problem} Nothing was changed.', { problem })}
        </p>
      )}
      {list && list.length > 0 && (
        <ul className="kept-list" aria-label={t('Projects in this browser')}>
          {list.map((x) => (
            <li key={x.key}>
              <span className="version-text">
                <b>{x.name || t('Without name')}</b>
                <span>
                  {size(x.bytes)} · {new Date(x.savedAt).toLocaleString(currentLanguage().id, { dateStyle: 'medium', timeStyle: 'short' })}
                </span>
              </span>
              {x.key === s.key ? (
                <span className="pill">{t('open')}</span>
              ) : (
                <Delete name={x.name || t('Without name')} onDelete={() => s.keeping.remove(x.key).then(load).catch(tell)} />
              )}
            </li>
          ))}
        </ul>
      )}
      <div className="foot">
        <Dialog.Close className="b">{t('Close')}</Dialog.Close>
      </div>
    </>
  )
}
/** Cannot be undone, so it is asked once more, in place. */
function Delete({ name, onDelete }: { name: string; onDelete: () => void }) {
  const [isAsked, setAsked] = useState(false)
  return (
    <button
      type="button"
      className={isAsked ? 'b destructive' : 'b'}
      aria-label={isAsked ? t('Delete {name} for good', { name }) : t('Delete {name}', { name })}
      onClick={() => (isAsked ? onDelete() : setAsked(true))}
      onBlur={() => setAsked(false)}
    >
      {isAsked ? t('Delete for good') : t('Delete')}
    </button>
  )
}
