// K-12 of B. Katz's K-System: average and peak on one scale whose 0 lies 12 dB below full scale.
import { defineMeter } from '../kind.ts'
import { kSystem } from '../meters/rms/law.ts'

export default defineMeter({ id: 'k-12', name: 'K-12', ...kSystem(12) })
