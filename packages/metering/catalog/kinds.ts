// Written by scripts/catalog.ts: edit the folders it lists instead.
import k12 from '../kinds/k-12.ts'
import k14 from '../kinds/k-14.ts'
import k20 from '../kinds/k-20.ts'
import lufsMomentary from '../kinds/lufs-momentary.ts'
import lufsShortTerm from '../kinds/lufs-short-term.ts'
import peak from '../kinds/peak.ts'
import ppm1 from '../kinds/ppm-1.ts'
import ppm1Nordic from '../kinds/ppm-1-nordic.ts'
import ppm2Bbc from '../kinds/ppm-2-bbc.ts'
import ppm2Ebu from '../kinds/ppm-2-ebu.ts'
import rms from '../kinds/rms.ts'
import rmsAes17 from '../kinds/rms-aes17.ts'
import vu from '../kinds/vu.ts'

export const kinds = {
  'k-12': k12,
  'k-14': k14,
  'k-20': k20,
  'lufs-momentary': lufsMomentary,
  'lufs-short-term': lufsShortTerm,
  'peak': peak,
  'ppm-1': ppm1,
  'ppm-1-nordic': ppm1Nordic,
  'ppm-2-bbc': ppm2Bbc,
  'ppm-2-ebu': ppm2Ebu,
  'rms': rms,
  'rms-aes17': rmsAes17,
  'vu': vu,
} as const
