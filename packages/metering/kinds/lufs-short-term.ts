// Short-term loudness of EBU Tech 3341: the last 3 s. Otherwise as momentary.
import { defineMeter } from '../kind.ts'
import { window } from '../meters/lufs/law.ts'
import momentary from './lufs-momentary.ts'

export default defineMeter({ ...momentary, id: 'lufs-short-term', name: 'LUFS, short-term', law: window(3) })
