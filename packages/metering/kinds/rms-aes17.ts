// Root mean square in dBFS as AES17 has it: a full-scale sine reads 0. Otherwise as rms.
import { defineMeter } from '../kind.ts'
import { meanSquare } from '../meters/rms/law.ts'
import rms from './rms.ts'

export default defineMeter({ ...rms, id: 'rms-aes17', name: 'RMS (AES17)', law: meanSquare(0.3, 2) })
