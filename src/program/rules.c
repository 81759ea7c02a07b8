#include "program/rules.h"

nd_rules nd_octave_rules;
