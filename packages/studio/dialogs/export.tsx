// Export: a WAV file of the song or the loop, measured and judged.
import { Dialog } from '@base-ui/react/dialog'
import { judge, specs } from '@tonmeister/metering'
import { FLICKS_PER_SECOND, formatNumber } from '@tonmeister/project'
import { sentence, t } from '@tonmeister/ui'
import { Check, X } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { inWords } from '../app/keeping.ts'
import type { DialogKind, DialogProps } from '../app/kinds.ts'
import { download } from '../app/session.ts'
import { setSettings, settings } from '../app/settings.ts'
import { type Exported, exportWav } from '../workers/render.ts'

const SPECS = Object.values(specs) as unknown as readonly Parameters<typeof judge>[1][]

export default { id: 'export', view: Export } satisfies DialogKind

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds % 60)).padStart(2, '0')}`
/** '40 seconds', '2 minutes'. */
const lasts = (seconds: number) =>
  seconds < 90
    ? t('{n, plural, one {# second} other {# seconds}}', { n: Math.max(1, Math.round(seconds)) })
    : t('{n, plural, one {# minute} other {# minutes}}', { n: Math.round(seconds / 60) })
const lufs = (x: number, unit: string) => (Number.isFinite(x) ? `${formatNumber(x, 1)} ${unit}` : '–')

function Export({ s, busy }: DialogProps) {
  const [bits, setBits] = useState(settings().exportBits)
  const [rate, setRate] = useState(settings().exportRate)
  const [range, setRange] = useState<'all' | 'loop'>('all')
  const [spec, setSpec] = useState(s.project.spec ?? settings().spec)
  const [share, setShare] = useState<number | null>(null)
  const [began, setBegan] = useState(0)
  const [done, setDone] = useState<Exported | null>(null)
  const [error, setError] = useState('')
  const abort = useRef<AbortController | null>(null)
  useEffect(() => () => abort.current?.abort(), [])
  busy.current = share !== null
  const hasLoop = s.loopEnd > s.loopStart
  const seconds = (ticks: number) => s.tempo.flicks(ticks) / FLICKS_PER_SECOND
  const start = async () => {
    setError('')
    setDone(null)
    setShare(0)
    setBegan(performance.now())
    setSettings({ exportBits: bits, exportRate: rate })
    abort.current = new AbortController()
    try {
      const sampleRate = rate || s.project.sampleRate
      const frame = (ticks: number) => Math.round(seconds(ticks) * sampleRate)
      setDone(
        await exportWav(
          {
            records: [...s.document.all().values()],
            bits,
            sampleRate,
            ...(range === 'loop' ? { from: frame(s.loopStart), to: frame(s.loopEnd) } : {}),
          },
          (file) => s.media.blob(s.key, file),
          setShare,
          abort.current.signal,
        ),
      )
      s.firstSteps.did('export')
    } catch (e) {
      if (!abort.current.signal.aborted) setError(inWords(e))
    }
    setShare(null)
  }
  const left = share && share > 0.02 ? ((performance.now() - began) / 1000) * (1 / share - 1) : 0
  const judged = done && SPECS.find((x) => x.id === spec)
  const findings = done && judged ? judge(done.report, judged) : []
  const passes = findings.every((f) => f.pass)
  if (share !== null)
    return (
      <>
        <Dialog.Title>{t('Exporting {project}', { project: s.project.name })}</Dialog.Title>
        <div
          className="prog"
          role="progressbar"
          aria-label={t('Exporting')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <i style={{ width: `${share * 100}%` }} />
        </div>
        <div className="row">
          <span className="num">{Math.round(share * 100)} %</span>
          <span>{left > 1 ? t('about {time} left', { time: lasts(left) }) : ''}</span>
        </div>
        <div className="foot">
          <button type="button" className="b" onClick={() => abort.current?.abort()}>
            {t('Cancel')}
          </button>
        </div>
      </>
    )
  if (done)
    return (
      <>
        <Dialog.Title>{t('{project} is ready', { project: s.project.name })}</Dialog.Title>
        <div className="facts">
          <div className="row">
            {t('Integrated loudness')} <span className="num">{lufs(done.report.integratedLufs, 'LUFS')}</span>
          </div>
          <div className="row">
            {t('True peak')} <span className="num">{lufs(done.report.truePeakDbtp, 'dBTP')}</span>
          </div>
          <div className="row">
            {t('Loudness range')} <span className="num">{lufs(done.report.loudnessRangeLu, 'LU')}</span>
          </div>
          <div className="row">
            {t('Length')} <span className="num">{clock(done.report.seconds)}</span>
          </div>
          <div className="row" title={t('SHA-256 of the sound, as `tonmeister render` prints it: the same bits have the same checksum')}>
            {t('Checksum')}
            <span className="num" data-sha256={done.sha256}>
              {done.sha256.slice(0, 8)}…{done.sha256.slice(-8)}
            </span>
          </div>
        </div>
        <div className="field">
          {t('Judged by')}
          <SpecSelect value={spec} onChange={setSpec} />
        </div>
        {done.problems.length > 0 && (
          <p className="problem" role="alert">
            {done.problems.map(sentence).join(' ')}
          </p>
        )}
        <ul className="findings" aria-label={t('Findings')}>
          {findings.map((f) => (
            <li key={f.check} className={f.pass ? '' : 'bad'}>
              {f.pass ? <Check /> : <X />}
              <span>
                <b>{f.pass ? t('Pass') : t('Fail')}: </b>
                {sentence(f.message)}
              </span>
            </li>
          ))}
        </ul>
        <div className="foot">
          <span className={passes ? 'pill ok' : 'pill bad'}>{passes ? t('may be delivered') : t('not as wanted')}</span>
          <button type="button" className="b" onClick={() => setDone(null)}>
            {t('Back')}
          </button>
          <button
            type="button"
            className="b p"
            onClick={() => {
              download(done.blob, `${s.project.name}.wav`)
              s.show(null)
              s.notify(t('{file} exported.', { file: `${s.project.name}.wav` }))
            }}
          >
            {t('Save {file}', { file: `${s.project.name}.wav` })}
          </button>
        </div>
      </>
    )
  return (
    <>
      <Dialog.Title>{t('Export WAV')}</Dialog.Title>
      <label className="field">
        {t('Range')}
        <select value={range} onChange={(e) => setRange(e.target.value as 'all' | 'loop')}>
          <option value="all">{t('Everything, with its tail')}</option>
          {hasLoop && <option value="loop">{t('The loop, {time}', { time: clock(seconds(s.loopEnd) - seconds(s.loopStart)) })}</option>}
        </select>
      </label>
      <label className="field">
        {t('Resolution')}
        <select value={bits} onChange={(e) => setBits(Number(e.target.value) as 16 | 24 | 32)}>
          <option value={16}>{t('16 bit, dithered')}</option>
          <option value={24}>{t('24 bit, dithered')}</option>
          <option value={32}>{t('32 bit float')}</option>
        </select>
      </label>
      <label className="field">
        {t('Sample rate')}
        <select value={rate} onChange={(e) => setRate(Number(e.target.value))}>
          <option value={0}>
            {t('As the project, {rate} kHz', { rate: formatNumber(s.project.sampleRate / 1000, s.project.sampleRate % 1000 ? 1 : 0) })}
          </option>
          {[44_100, 48_000, 88_200, 96_000, 192_000]
            .filter((x) => x !== s.project.sampleRate)
            .map((x) => (
              <option key={x} value={x}>
                {formatNumber(x / 1000, x % 1000 ? 1 : 0)} kHz
              </option>
            ))}
        </select>
      </label>
      <div className="field">
        {t('Judge by')}
        <SpecSelect value={spec} onChange={setSpec} />
      </div>
      {error && (
        <p className="problem" role="alert">
          {error}
        </p>
      )}
      <div className="foot">
        <Dialog.Close className="b">{t('Cancel')}</Dialog.Close>
        <button type="button" className="b p" onClick={() => void start()}>
          {t('Export')}
        </button>
      </div>
    </>
  )
}
function SpecSelect({ value, onChange }: { value: string; onChange: (id: string) => void }) {
  return (
    <select className="names" aria-label={t('Judge by')} value={value} onChange={(e) => onChange(e.target.value)}>
      {SPECS.map((x) => (
        <option key={x.id} value={x.id}>
          {x.name}
        </option>
      ))}
    </select>
  )
}
