namespace EcaTools.PracticeOrg.Deployment;

/// <summary>A package that can't be read at all.</summary>
internal sealed class PackageException(string message) : Exception(message);
