// Footer: rate, block, load, dropouts; work under way; the keys a newcomer needs.
import { formatNumber } from '@tonmeister/project'
import { onFrame, t } from '@tonmeister/ui'
import { ArrowUpCircle, WifiOff } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { command, keyText } from '../app/commands.ts'
import { offline } from '../app/offline.ts'
import { useSession } from '../app/session.ts'

/** Milliseconds between two readings of load: quicker nobody reads. */
const EVERY = 250

export function Footer() {
  const s = useSession()
  const engine = useRef<HTMLSpanElement>(null)
  const load = useRef<HTMLSpanElement>(null)
  const dropouts = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    let next = 0
    return onFrame((now) => {
      if (now < next) return
      next = now + EVERY
      const { sampleRate, blockFrames } = s.host
      const put = (ref: React.RefObject<HTMLElement | null>, text: string) => {
        if (ref.current && ref.current.textContent !== text) ref.current.textContent = text
      }
      put(engine, t('{frames} frames · {ms} ms', { frames: String(blockFrames), ms: formatNumber((blockFrames / sampleRate) * 1000, 1) }))
      put(load, t('DSP {percent} %', { percent: Math.round(s.host.load() * 100) }))
      const n = s.host.dropouts()
      put(dropouts, t('{n, plural, one {# dropout} other {# dropouts}}', { n }))
      if (dropouts.current) dropouts.current.className = n ? 'num warn-text' : 'num'
    })
  }, [s])
  const job = s.jobs[0]
  return (
    <footer>
      <b className="num">{formatNumber(s.project.sampleRate / 1000, s.project.sampleRate % 1000 ? 1 : 0)} kHz</b>
      <span className="num" ref={engine} />
      <span className="num" ref={load} />
      <button
        type="button"
        className="num"
        ref={dropouts}
        title={t('Times the sound was not ready in time. Click to count anew.')}
        onClick={() => s.host.resetDropouts()}
      />
      {job && (
        <span className="job">
          <span className="job-name">{job.what}</span>
          <span
            className="prog"
            role="progressbar"
            aria-label={job.what}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round(job.share * 100)}
          >
            <i style={{ width: `${job.share * 100}%` }} />
          </span>
          <span className="num">{Math.round(job.share * 100)} %</span>
          {job.cancel && (
            <button type="button" className="badge" onClick={job.cancel}>
              {t('Cancel')}
            </button>
          )}
        </span>
      )}
      {offline.isOffline && (
        <span className="badge" title={t('There is no network. Everything you see works without it.')}>
          <WifiOff /> {t('Offline')}
        </span>
      )}
      {offline.hasUpdate && (
        <button
          type="button"
          className="badge"
          title={t('A new version is ready. This one works on until you update.')}
          onClick={() => void offline.update()}
        >
          <ArrowUpCircle /> {t('Update')}
        </button>
      )}
      <span className="hints">
        {[
          [t('play'), 'play'],
          [t('export'), 'export'],
          [t('commands'), 'palette'],
          [t('all shortcuts'), 'keys'],
        ]
          .map(([what, id]) => `${keyText(command(id!))} ${what}`)
          .join(' · ')}
      </span>
    </footer>
  )
}
