// K-20 of B. Katz's K-System: average and peak on one scale whose 0 lies 20 dB below full scale.
import { defineMeter } from '../kind.ts'
import { kSystem } from '../meters/rms/law.ts'

export default defineMeter({ id: 'k-20', name: 'K-20', ...kSystem(20) })
