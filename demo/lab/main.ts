import { createLab } from './lab.ts';
import { readLink } from './settings/link.ts';

const { refused, ...shared } = readLink(location.hash);
const lab = createLab({ ...shared, calm: matchMedia('(prefers-reduced-motion: reduce)').matches });
console.info(refused, lab.settings.source);
