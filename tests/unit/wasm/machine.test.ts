import { machineSuite } from '../../machine_suite.ts';

machineSuite('team', 1);
machineSuite('team', 2);
// Far more than there are cores, so that most wait asleep.
machineSuite('team', 13);
machineSuite('lone worker');
machineSuite('calling thread');
