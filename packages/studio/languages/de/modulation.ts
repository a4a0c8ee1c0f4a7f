// Deutsch: Phaser und Rotor, mit ihren Presets.
export const MODULATION: Readonly<Record<string, string>> = {
  Phaser: 'Phaser',
  Stages: 'Stufen',
  Centre: 'Mittenfrequenz',
  'Notches sweep around {center}, from {least} to {most}': 'Kerben wandern um {center}, von {least} bis {most}',
  'Guitar: four stages, slow': 'Gitarre: vier Stufen, langsam',
  'Guitar: lead with bite': 'Gitarre: Lead mit Biss',
  'Guitar: funk, fast': 'Gitarre: Funk, schnell',
  'Keys: electric piano, wide': 'Keys: E-Piano, breit',
  'Keys: organ, nearly a rotor': 'Keys: Orgel, fast ein Rotor',
  'Strings: machine of the seventies': 'Strings: Maschine der Siebziger',
  'Synth: deep sweep in 20 seconds': 'Synth: tiefer Sweep in 20 Sekunden',
  'Bass: moving middle': 'Bass: bewegte Mitten',
  'Drums: hollow loop': 'Drums: hohler Loop',
  'Vocal: dream': 'Gesang: Traum',
  'Still: notches to move by hand': 'Ruhend: Kerben von Hand bewegen',
}
