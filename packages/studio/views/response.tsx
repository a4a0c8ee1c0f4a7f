// The file that an effect reads, such as the response of a room: which it is, another one, none. Files may be dropped on it.
import { type AssetRecord, effectFile } from '@tonmeister/project'
import { type DeviceFile, t } from '@tonmeister/ui'
import { FolderOpen, X } from 'lucide-react'
import { useState } from 'react'
import { choose, dropped } from '../app/files.ts'
import { ASSET_TYPE } from '../app/insert.ts'
import type { Session } from '../app/session.ts'

/** What a picture shows of the file; undefined = the effect has none. */
export function fileOf(s: Session, device: string): DeviceFile | undefined {
  const zone = effectFile(s.document, device)
  if (!zone) return
  const asset = s.document.get(zone.asset) as AssetRecord | undefined
  const peaks = s.peaks.get(zone.asset)
  return {
    name: asset?.name ?? t('missing'),
    seconds: asset ? asset.frames / asset.sampleRate : 1,
    isMissing: asset?.type !== 'asset' || s.missing.has(asset.id),
    levels: (count) => {
      const loudest = new Float32Array(count)
      for (let c = 0; peaks && c < peaks.channels; c++)
        peaks.query(c, 0, peaks.frames, count).rms.forEach((v, i) => {
          loudest[i] = Math.max(loudest[i]!, v)
        })
      return loudest
    },
  }
}

export function ResponseFile({ s, device }: { readonly s: Session; readonly device: string }) {
  const [drop, setDrop] = useState(false)
  const file = fileOf(s, device)
  const take = (e: React.DragEvent) => {
    e.preventDefault()
    e.stopPropagation()
    setDrop(false)
    const asset = s.document.get(e.dataTransfer.getData(ASSET_TYPE)) as AssetRecord | undefined
    if (asset?.type === 'asset') s.setResponse(device, asset)
    else void dropped(e.dataTransfer).then((files) => s.takeResponse(files, device))
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a place to drop on; the button does the same
    <div
      className={drop ? 'response-file drop' : 'response-file'}
      onDragOver={(e) => {
        e.preventDefault()
        e.stopPropagation()
        setDrop(true)
      }}
      onDragLeave={() => setDrop(false)}
      onDrop={take}
    >
      <span className={file?.isMissing ? 'warn' : ''}>{file ? file.name : t('Computed; or drop a WAV file here')}</span>
      <button
        type="button"
        className="b g sq"
        aria-label={t('Choose a file as response')}
        title={t('Choose a file as response')}
        onClick={() => choose('.wav,.rf64,.bwf', false, (files) => void s.takeResponse(files, device))}
      >
        <FolderOpen />
      </button>
      {file && (
        <button
          type="button"
          className="b g sq"
          aria-label={t('Remove {name}', { name: file.name })}
          title={t('Back to the computed response')}
          onClick={() => s.setResponse(device, null)}
        >
          <X />
        </button>
      )}
    </div>
  )
}
