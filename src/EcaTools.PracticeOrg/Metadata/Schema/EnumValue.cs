namespace EcaTools.PracticeOrg.Metadata.Schema;

/// <summary>One value of an enum and the first API version that has it.</summary>
internal sealed record EnumValue(string Value, int Since = 0);
