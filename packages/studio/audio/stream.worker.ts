// Streams media for the audio thread: opens files at the project's rate and keeps the pages around every play head filled.
import { openAudio, resampled } from '@tonmeister/media'
import { blobSource } from '@tonmeister/media/blob.worker.ts'
import type { FromStream, ToStream } from './messages.ts'
import { createPageFile, PageFiller } from './pages.ts'

const fillers = new Map<string, PageFiller>()
/** Milliseconds between looks at what the audio thread reads; pages last 340 ms. */
const INTERVAL = 30
/** Pages loaded per look and asset, so that one long file does not starve the others. */
const PAGES_PER_LOOK = 3

const tell = (message: FromStream) => self.postMessage(message)

self.onmessage = ({ data }: MessageEvent<ToStream>) => {
  if (data.type === 'open') {
    try {
      const reader = resampled(openAudio(blobSource(data.blob), data.id), data.sampleRate)
      const file = createPageFile(reader, data.whole)
      const filler = new PageFiller(file, reader)
      fillers.get(data.id)?.close()
      fillers.set(data.id, filler)
      if (data.whole) filler.fill()
      else filler.prepare(0)
      tell({ type: 'opened', id: data.id, pages: file })
    } catch (error) {
      tell({ type: 'failed', id: data.id, what: error instanceof Error ? error.message : String(error) })
    }
  } else if (data.type === 'prepare') {
    for (const place of data.places) fillers.get(place.id)?.prepare(place.frame)
    tell({ type: 'prepared', request: data.request })
  } else {
    fillers.get(data.id)?.close()
    fillers.delete(data.id)
  }
}

setInterval(() => {
  for (const filler of fillers.values()) filler.step(PAGES_PER_LOOK)
}, INTERVAL)
