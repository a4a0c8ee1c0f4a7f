import { db, defineDevice, percent, semitones } from '@tonmeister/project'

const level = (name: string) => db({ name, min: -40, max: 12, default: 0 })
const part = (name: string, max = 300) => percent({ name, min: 10, max, default: 100 })
const tune = (name: string) => semitones({ name, min: -12, max: 12, default: 0, step: 0 })

export default defineDevice({
  id: 'drums',
  version: 1,
  name: 'Drum machine',
  kind: 'instrument',
  category: 'drums',
  voices: 24,
  // Closed, pedal and open hi-hat; muted and open triangle, cuica, surdo and whistle are left to ring.
  choke: [
    [42, 44, 46],
    [80, 81],
  ],
  params: {
    kickTune: tune('Kick tune'),
    kickDecay: part('Kick decay'),
    kickPunch: part('Kick punch', 200),
    kickLevel: level('Kick'),
    snareTune: tune('Snare tune'),
    snareSnap: part('Snare snap', 200),
    snareDecay: part('Snare decay'),
    snareLevel: level('Snare'),
    hatTone: tune('Hat tone'),
    hatDecay: part('Hat decay'),
    hatLevel: level('Hat'),
    tomTune: tune('Tom tune'),
    tomDecay: part('Tom decay'),
    tomLevel: level('Tom'),
    clapLevel: level('Clap'),
    cymbalDecay: part('Cymbal decay'),
    cymbalLevel: level('Cymbal'),
    percussionLevel: level('Percussion'),
    drive: db({ name: 'Drive', min: 0, max: 30, default: 3 }),
    width: percent({ name: 'Width', min: 0, max: 100, default: 70 }),
    velocity: percent({ name: 'Velocity', min: 0, max: 100, default: 85 }),
    level: db({ name: 'Level', min: -36, max: 12, default: 0 }),
  },
  // The crash, at its longest.
  tail: (p) => Math.max(1.7 * (p.cymbalDecay / 100), 0.75 * (p.kickDecay / 100), 0.62 * (p.tomDecay / 100), 0.6 * (p.hatDecay / 100), 1) * 1.7 + 0.1,
  panel: [
    ['kickTune', 'kickDecay', 'kickPunch', 'kickLevel', 'snareTune', 'snareSnap', 'snareDecay', 'snareLevel'],
    ['hatTone', 'hatDecay', 'hatLevel', 'tomTune', 'tomDecay', 'tomLevel', 'clapLevel', 'cymbalDecay', 'cymbalLevel', 'percussionLevel'],
    ['drive', 'width', 'velocity', 'level'],
  ],
  presets: [
    { name: 'Studio dry', tags: ['natural'], params: {} },
    { name: 'Eight-oh', tags: ['machine', 'hip-hop'], params: { kickTune: -3, kickDecay: 260, kickPunch: 70, snareTune: 1, snareSnap: 85, snareDecay: 80, hatTone: 2, hatDecay: 80, drive: 5, width: 40 } },
    { name: 'Nine-oh', tags: ['machine', 'house'], params: { kickTune: 1, kickDecay: 70, kickPunch: 130, snareTune: 2, snareSnap: 120, snareDecay: 90, hatTone: 1, hatDecay: 120, drive: 7, width: 35 } },
    { name: 'Tight', tags: ['pop', 'dry'], params: { kickDecay: 60, kickPunch: 120, snareDecay: 65, snareSnap: 90, hatDecay: 60, tomDecay: 60, cymbalDecay: 70, drive: 4 } },
    { name: 'Big room', tags: ['rock'], params: { kickDecay: 140, snareTune: -2, snareDecay: 160, snareSnap: 125, tomTune: -2, tomDecay: 150, hatDecay: 130, drive: 6, width: 100 } },
    { name: 'Lo-fi', tags: ['dusty'], params: { kickTune: -2, kickPunch: 55, snareTune: -3, snareSnap: 70, hatTone: -10, hatDecay: 70, cymbalLevel: -6, drive: 14, width: 25, level: -3 } },
    { name: 'Brushes', tags: ['soft', 'jazz'], params: { kickLevel: -5, kickPunch: 50, snareTune: 1, snareSnap: 150, snareDecay: 120, snareLevel: -6, hatLevel: -4, hatTone: -3, drive: 0, width: 80 } },
    { name: 'Trap', tags: ['machine', 'hip-hop'], params: { kickTune: -5, kickDecay: 300, kickPunch: 90, snareTune: 3, snareDecay: 60, snareSnap: 110, hatDecay: 55, hatTone: 4, clapLevel: 2, drive: 9, width: 50 } },
    { name: 'Crushed', tags: ['industrial'], params: { kickPunch: 160, snareSnap: 160, drive: 24, width: 60, level: -6 } },
  ],
})
