using EcaTools.Core.Flows;

namespace EcaTools.Commands.Flows;

/// <summary>What a running test says to the pipeline.</summary>
/// <param name="App">The app.</param>
/// <param name="Result">A result; null at the end of the app.</param>
/// <param name="Failure">What ended the app's tests before their time; null for nothing.</param>
internal sealed record FlowReport(OAuthFlowApp App, OAuthFlowResult? Result, Exception? Failure);
