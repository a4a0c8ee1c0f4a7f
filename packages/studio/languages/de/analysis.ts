// Deutsch: Spektren, Messgeräte und Signalgenerator.
export const ANALYSIS: Readonly<Record<string, string>> = {
  Pre: 'Pre',
  Post: 'Post',
  Medium: 'Mittel',
  '{x} dB/oct': '{x} dB/Okt',
  'Spectrum before the equaliser': 'Spektrum vor dem Equalizer',
  'Spectrum behind the equaliser': 'Spektrum hinter dem Equalizer',
  'Slope of the spectrum': 'Neigung des Spektrums',
  'Speed of the spectrum': 'Tempo des Spektrums',
}
