namespace EcaTools.Core.Tests.Rotation.Law;

/// <summary>What a delivery target is like.</summary>
/// <param name="CanReadBack">Whether it can be read.</param>
/// <param name="IsAtomic">Whether it changes key and secret in one step; if not, an accident leaves a new key with an
/// old secret.</param>
internal sealed record LawTargetKind(bool CanReadBack, bool IsAtomic);
