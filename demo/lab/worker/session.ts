import { DeviceError, type Engine, type Model, optimalLoss, readModel } from '../../../src/index.ts';
import { optimumOf } from './optimum.ts';
