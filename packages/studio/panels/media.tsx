// Media: the sound files of the project.
import { type AssetRecord, addAudioTrack, formatNumber, renameTrack } from '@tonmeister/project'
import { AudioLines } from 'lucide-react'
import { command } from '../app/commands.ts'
import { ASSET_TYPE } from '../app/insert.ts'
import type { Panel } from '../app/kinds.ts'
import { useSession } from '../app/session.ts'

export default { id: 'media', title: 'Media', place: 'side', order: 2, view: MediaList } satisfies Panel

const seconds = (a: AssetRecord) => a.frames / a.sampleRate
const duration = (t: number) =>
  t < 60 ? `${formatNumber(t, 1)} s` : `${Math.floor(t / 60)}:${String(Math.floor(t % 60)).padStart(2, '0')}`

function MediaList() {
  const s = useSession()
  const assets = s.document.byType<AssetRecord>('asset').sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1))
  const place = (asset: AssetRecord) =>
    s.edit(`Place ${asset.name}`, () =>
      s.document.transact(() => {
        const { track } = addAudioTrack(s.document, s.newId, asset, Math.round(s.tempo.flicks(s.host.positionTicks())))
        renameTrack(s.document, track, asset.name.replace(/\.\w{1,5}$/, ''))
      }),
    )
  return (
    <div className="side-body" role="tabpanel" aria-label="Media">
      {assets.length === 0 ? (
        <div className="none">
          <p>Sound files of this project stand here. Drop WAV or MIDI files anywhere in the arrangement.</p>
          <button type="button" className="b" onClick={() => command('import').run(s)}>
            Import files
          </button>
        </div>
      ) : (
        <ul className="list" aria-label="Media">
          {assets.map((asset) => (
            <li key={asset.id}>
              <button
                type="button"
                className="item"
                draggable
                title={`${asset.name}: double-click places it at the play head, or drag it onto a track`}
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
                  {s.missing.has(asset.id) ? (
                    <b className="rec-text">missing: drop the file again</b>
                  ) : (
                    `${asset.channels === 1 ? 'mono' : asset.channels === 2 ? 'stereo' : `${asset.channels} channels`} · ${formatNumber(asset.sampleRate / 1000, asset.sampleRate % 1000 ? 1 : 0)} kHz`
                  )}
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
