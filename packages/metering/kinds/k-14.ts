// K-14 of B. Katz's K-System: average and peak on one scale whose 0 lies 14 dB below full scale.
import { defineMeter } from '../kind.ts'
import { kSystem } from '../meters/rms/law.ts'

export default defineMeter({ id: 'k-14', name: 'K-14', ...kSystem(14) })
