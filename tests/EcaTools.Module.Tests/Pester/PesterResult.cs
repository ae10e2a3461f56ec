namespace EcaTools.Module.Tests.Pester;

/// <summary>What tests/Pester/Invoke-EcaTest.ps1 reports of a test.</summary>
/// <param name="Name">The blocks that it is in and its own name.</param>
/// <param name="Outcome"><c>Passed</c>, <c>Failed</c>, <c>Skipped</c> or <c>NotRun</c>.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Failure">The error and where it was; empty if it did not fail.</param>
internal sealed record PesterResult(string Name, string Outcome, decimal Seconds, string Failure);
