// Media: the sound files of the project.
import { type AssetRecord, addAudioTrack, formatNumber, renameTrack, usesOfAssets } from '@tonmeister/project'
import { t } from '@tonmeister/ui'
import { AudioLines, FileQuestion, Play, Square } from 'lucide-react'
import { command } from '../app/commands.ts'
import { ASSET_TYPE } from '../app/insert.ts'
import type { Panel } from '../app/kinds.ts'
import { find, silence } from '../app/relink.ts'
import { useSession } from '../app/session.ts'

export default { id: 'media', title: 'Media', place: 'side', order: 2, view: MediaList } satisfies Panel

const seconds = (a: AssetRecord) => a.frames / a.sampleRate
const duration = (t: number) =>
  t < 60 ? `${formatNumber(t, 1)} s` : `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, '0')}`

function MediaList() {
  const s = useSession()
  const assets = s.document.byType<AssetRecord>('asset').sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  const uses = usesOfAssets(s.document)
  const missing = assets.filter((a) => s.missing.has(a.id))
  const there = assets.filter((a) => !s.missing.has(a.id))
  const place = (asset: AssetRecord) =>
    s.edit(t('Place {name}', { name: asset.name }), () =>
      s.document.transact(() => {
        const { track } = addAudioTrack(s.document, s.newId, asset, Math.round(s.tempo.flicks(s.host.positionTicks())))
        renameTrack(s.document, track, asset.name.replace(/\.\w{1,5}$/, ''))
      }),
    )
  return (
    <div className="side-body" role="tabpanel" aria-label={t('Media')}>
      {assets.length === 0 && (
        <div className="none">
          <p>{t('Sound files of this project stand here. Drop WAV or MIDI files anywhere in the arrangement.')}</p>
          <button type="button" className="b" onClick={() => command('import').run(s)}>
            {t('Import files')}
          </button>
        </div>
      )}
      {missing.length > 0 && (
        <section className="missing" aria-label={t('Missing files')}>
          <h3>
            {t('Missing')} <em className="num">{missing.length}</em>
            <button type="button" className="b sm" onClick={() => find(s)}>
              {t('Find in a folder…')}
            </button>
          </h3>
          <ul className="list">
            {missing.map((asset) => (
              <li key={asset.id}>
                <div className="item" title={asset.name}>
                  <FileQuestion />
                  <span className="node-text">{asset.name}</span>
                  <em className="num">{duration(seconds(asset))}</em>
                  <small>{used(uses.get(asset.id) ?? 0)}</small>
                </div>
                <span className="ways">
                  <button
                    type="button"
                    className="b sm"
                    aria-label={t('Find {name}…', { name: asset.name })}
                    onClick={() => find(s, asset.id)}
                  >
                    {t('Find…')}
                  </button>
                  <button
                    type="button"
                    className="b sm"
                    aria-label={t('Replace {name} with silence', { name: asset.name })}
                    onClick={() => void silence(s, asset.id)}
                  >
                    {t('Replace with silence')}
                  </button>
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {there.length > 0 && (
        <ul className="list" aria-label={t('Media')}>
          {there.map((asset) => (
            <li key={asset.id} className="with-try">
              <button
                type="button"
                className="item"
                draggable
                title={t('{name}: double-click places it at the play head, or drag it onto a track', { name: asset.name })}
                onDragStart={(e) => {
                  e.dataTransfer.setData(ASSET_TYPE, asset.id)
                  e.dataTransfer.effectAllowed = 'copy'
                }}
                onDoubleClick={() => place(asset)}
                onKeyDown={(e) => {
                  if (e.key !== 'Enter') return
                  e.preventDefault()
                  e.stopPropagation()
                  place(asset)
                }}
              >
                <AudioLines />
                <span className="node-text">{asset.name}</span>
                <em className="num">{duration(seconds(asset))}</em>
                <small>
                  {format(asset)} · {used(uses.get(asset.id) ?? 0)}
                </small>
              </button>
              <button
                type="button"
                className={s.preview.playing === asset.id ? 'b g sq on' : 'b g sq'}
                aria-pressed={s.preview.playing === asset.id}
                aria-label={t('Hear {name}', { name: asset.name })}
                title={t('Hear {name}', { name: asset.name })}
                onClick={() => (s.preview.playing === asset.id ? s.preview.stop() : void s.preview.asset(asset))}
              >
                {s.preview.playing === asset.id ? <Square /> : <Play />}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
/** @param n  clips and zones that play it */
const used = (n: number): string => t('{n, plural, =0 {not used} one {used once} other {used # times}}', { n })
const format = (a: AssetRecord): string =>
  `${t('{n, plural, one {mono} =2 {stereo} other {# channels}}', { n: a.channels })} · ${formatNumber(a.sampleRate / 1000, a.sampleRate % 1000 ? 1 : 0)} kHz`
