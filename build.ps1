# ./build.ps1 [TASK] [cake options]: demo, test, verify, build, libzmq, release or clean; without a task, test.
$ErrorActionPreference = 'Stop'
$env:DOTNET_NOLOGO = '1'
$env:DOTNET_CLI_TELEMETRY_OPTOUT = '1'
$env:CAKE_SETTINGS_ENABLESCRIPTCACHE = 'true'
$env:CAKE_PATHS_CACHE = 'artifacts/cake'

$options = @($args)
if ($options.Count -gt 0 -and -not "$($options[0])".StartsWith('-')) {
    $options[0] = "--target=$($options[0])"
}
foreach ($option in $options) {
    # Cake would show its own command line.
    if ("$option" -match '^--.*=$') {
        [Console]::Error.WriteLine("Error: $("$option".TrimEnd('=')) has an empty value.")
        exit 1
    }
}
Push-Location $PSScriptRoot
try {
    dotnet tool restore | Out-Null
    if ($LASTEXITCODE -eq 0) { dotnet cake build.cake @options }
}
finally { Pop-Location }
exit $LASTEXITCODE
