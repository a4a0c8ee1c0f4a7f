// Which preset stands in for each General MIDI program, 0 to 127.

const FAMILIES: readonly (readonly string[])[] = [
  ['Felt piano', 'Felt piano', 'Bright keys', 'Bright keys', 'Electric piano', 'Electric piano', 'Clavinet', 'Clavinet'],
  ['Bell', 'Music box', 'Music box', 'Bell', 'Marimba', 'Marimba', 'Bell', 'Harp'],
  ['Drawbar organ', 'Drawbar organ', 'Drawbar organ', 'Reed organ', 'Reed organ', 'Reed organ', 'Reed', 'Reed organ'],
  ['Nylon pluck', 'Steel pluck', 'Nylon pluck', 'Steel pluck', 'Muted guitar', 'Driven guitar', 'Driven guitar', 'Glass pluck'],
  ['Finger bass', 'Finger bass', 'Finger bass', 'Round bass', 'Slap bass', 'Slap bass', 'Round bass', 'Acid bass'],
  ['Solo string', 'Solo string', 'Solo string', 'Solo string', 'Soft strings', 'Harp', 'Harp', 'Hit'],
  ['String machine', 'Soft strings', 'String machine', 'Soft strings', 'Choir', 'Choir', 'Choir', 'Hit'],
  ['Solo brass', 'Solo brass', 'Solo brass', 'Solo brass', 'Solo brass', 'Brass section', 'Brass section', 'Brass section'],
  ['Reed', 'Reed', 'Reed', 'Reed', 'Reed', 'Reed', 'Reed', 'Reed'],
  ['Flute', 'Flute', 'Flute', 'Flute', 'Flute', 'Flute', 'Flute', 'Flute'],
  ['Square lead', 'Saw lead', 'Flute', 'Harbour lead', 'Driven guitar', 'Choir', 'Saw lead', 'Harbour lead'],
  ['Warm pad', 'Warm pad', 'String machine', 'Choir', 'Glass pad', 'Glass pad', 'Warm pad', 'Sweep pad'],
  ['Glass pluck', 'Sweep pad', 'Bell', 'Glass pad', 'Bright keys', 'Sweep pad', 'Glass pad', 'Sweep pad'],
  ['Steel pluck', 'Steel pluck', 'Steel pluck', 'Nylon pluck', 'Marimba', 'Reed', 'Solo string', 'Reed'],
  ['Bell', 'Bell', 'Marimba', 'Marimba', 'Hit', 'Hit', 'Hit', 'Riser'],
  ['Muted guitar', 'Wind', 'Harbour water', 'Flute', 'Bell', 'Wind', 'Wind', 'Hit'],
]
export const generalMidi: readonly string[] = FAMILIES.flat()
