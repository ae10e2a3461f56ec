namespace EcaTools.Build;

/// <summary>A task could not be done; the message is all that the user sees, so it says what to do.</summary>
internal sealed class BuildException(string message) : Exception(message);
