namespace EcaTools.Core.Tests.Rotation;

/// <summary>Stands for the end of the process: nothing catches it, and what was in memory is not looked at
/// again.</summary>
internal sealed class DiedException : Exception;
