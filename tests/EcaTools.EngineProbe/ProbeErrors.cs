using EcaTools.Core;

namespace EcaTools.EngineProbe;

internal static class ProbeErrors
{
    public static EcaException ProbeFailed(object target) =>
        new(EcaErrorCategory.InvalidData, $"The probe failed at {target}.", "Nothing fixes a probe.", target: target);
}
